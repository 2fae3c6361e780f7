module hadal.example/bench

go 1.19
