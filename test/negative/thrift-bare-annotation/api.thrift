service Parcels {
  void send(1: string label (api.query=label)) (api.post "/parcels")
  string find(1: string label (api.query="label") (api.get="/parcels")
}
