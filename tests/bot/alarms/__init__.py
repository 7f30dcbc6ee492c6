"""Alarms: rota, chain, paging, acknowledgement, the independent watch and the dead-man signal."""
