struct Parcel {
  40000: i64 weight
  2: i32 width = 12cm
  3: double height = 1.
  4: string näme
}

service Parcels {
  void send() (api.post="/parcels")
}
