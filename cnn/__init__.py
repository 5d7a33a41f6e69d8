"""What needs torch: LeNet-5, training, tracing and confirming."""
