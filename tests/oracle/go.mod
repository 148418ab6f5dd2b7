module meshctl.example/oracle

go 1.24
