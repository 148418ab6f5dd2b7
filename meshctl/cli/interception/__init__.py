"""What `meshctl iptables` does once its flags are read: showing rules, answering questions, changing the kernel's."""
