strcut Parcel {
  1: i64 weight
}

sevice Parcels {
  void send() (api.post="/parcels")
  find() (api.get="/parcels")
}
