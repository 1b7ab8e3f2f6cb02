struct Parcel {
  1: i64 weight

service Parcels {
  void send(1: i64 weight) (api.post="/parcels")
}
