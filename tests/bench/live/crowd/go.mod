module crowd

go 1.24
