senum Colour {
  "red", "green"
}

struct Parcel {
  1: slist label
}

service Parcels {
  void send() (api.post="/parcels")
}
