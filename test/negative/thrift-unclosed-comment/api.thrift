/* Parcels and where they go.

service Parcels {
  void send() (api.post="/parcels")
}
