struct Parcel {
  1: i64
  2: string label = 'fragile
  3: list<string stops
}

const i32 most 5

service Parcels {
  void send() (api.post="/parcels")
}
