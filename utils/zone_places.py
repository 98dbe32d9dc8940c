"""Places and names of time that people say and that the zone database does not list, by their zones."""

from __future__ import annotations

SPOKEN_ZONES = {
    "utc": "UTC", "gmt": "UTC", "greenwich": "UTC", "greenwich mean": "UTC", "zulu": "UTC",
    "coordinated universal": "UTC", "universal": "UTC",
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York",
    "us eastern": "America/New_York",
    "central": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "us central": "America/Chicago",
    "mountain": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver", "us mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "us pacific": "America/Los_Angeles", "alaska": "America/Anchorage", "akst": "America/Anchorage",
    "hawaii": "Pacific/Honolulu", "hst": "Pacific/Honolulu", "atlantic": "America/Halifax",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "central european": "Europe/Berlin",
    "eet": "Europe/Athens", "eest": "Europe/Athens", "eastern european": "Europe/Athens",
    "western european": "Europe/Lisbon", "bst": "Europe/London", "british": "Europe/London", "uk": "Europe/London",
    "ist": "Asia/Kolkata", "indian": "Asia/Kolkata", "jst": "Asia/Tokyo", "hkt": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore", "kst": "Asia/Seoul", "aest": "Australia/Sydney", "aedt": "Australia/Sydney",
    "acst": "Australia/Adelaide", "awst": "Australia/Perth", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
    "msk": "Europe/Moscow", "gst": "Asia/Dubai",
}  # fmt: skip
"""Zones by the names that people give to a time of the clock; "EST" is Eastern time, also in summer."""

COUNTRY_ALIASES = {
    "uk": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "united kingdom": "GB", "northern ireland": "GB", "holland": "NL", "the netherlands": "NL", "korea": "KR",
    "south korea": "KR", "north korea": "KP", "uae": "AE", "emirates": "AE", "the emirates": "AE", "czechia": "CZ",
    "ivory coast": "CI", "burma": "MM", "turkiye": "TR", "vatican": "VA", "macedonia": "MK", "congo brazzaville": "CG",
}  # fmt: skip

MAIN_ZONES = {
    "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "CN": "Asia/Shanghai",
    "NZ": "Pacific/Auckland", "CL": "America/Santiago", "EC": "America/Guayaquil", "UA": "Europe/Kyiv",
    "MY": "Asia/Kuala_Lumpur", "AR": "America/Argentina/Buenos_Aires", "CY": "Asia/Nicosia", "PS": "Asia/Gaza",
    "UZ": "Asia/Tashkent", "GL": "America/Nuuk", "VN": "Asia/Ho_Chi_Minh",
    "BR": "America/Sao_Paulo",
}  # fmt: skip
"""The zone of nearly everybody in a country that has more than one; USA, Russia and the like have no such zone."""

_CITIES = {
    "America/Los_Angeles": "san francisco, seattle, san diego, san jose, sacramento, oakland, portland, las vegas, la, "
    "l a, "
    "california, nevada, silicon valley, hollywood",
    "America/Denver": "salt lake city, albuquerque, colorado, utah, new mexico, santa fe",
    "America/Phoenix": "arizona, tucson",
    "America/Chicago": "dallas, houston, austin, san antonio, fort worth, new orleans, memphis, nashville, milwaukee, "
    "minneapolis, kansas city, st louis, saint louis, oklahoma city, illinois, wisconsin, minnesota, iowa, louisiana, "
    "texas",
    "America/New_York": "nyc, new york city, manhattan, brooklyn, boston, washington, washington d c, washington dc, "
    "philadelphia, baltimore, atlanta, miami, orlando, tampa, charlotte, cleveland, pittsburgh, cincinnati, "
    "buffalo, columbus, massachusetts, new jersey, pennsylvania, virginia, ohio, connecticut, maryland",
    "America/Toronto": "ottawa, quebec, quebec city, ontario",
    "America/Edmonton": "calgary, alberta",
    "America/Vancouver": "british columbia",
    "America/Mexico_City": "guadalajara, puebla",
    "America/Bogota": "medellin, cali",
    "America/Sao_Paulo": "rio de janeiro, rio, brasilia, belo horizonte, porto alegre",
    "America/Guayaquil": "quito",
    "Europe/London": "manchester, birmingham, liverpool, leeds, edinburgh, glasgow, cardiff, bristol, oxford, "
    "cambridge, sheffield, newcastle",
    "Europe/Dublin": "cork, galway",
    "Europe/Berlin": "munich, hamburg, frankfurt, cologne, stuttgart, dusseldorf, leipzig, dresden, hanover, "
    "nuremberg, bremen, münchen, köln, düsseldorf",
    "Europe/Vienna": "salzburg, graz, innsbruck, linz",
    "Europe/Zurich": "geneva, basel, bern, lausanne",
    "Europe/Paris": "lyon, marseille, nice, toulouse, bordeaux, strasbourg, lille",
    "Europe/Madrid": "barcelona, valencia, seville, malaga, bilbao, mallorca",
    "Europe/Lisbon": "porto",
    "Europe/Rome": "milan, naples, turin, florence, venice, bologna, sicily",
    "Europe/Amsterdam": "rotterdam, the hague, utrecht, eindhoven",
    "Europe/Brussels": "antwerp, ghent, bruges",
    "Europe/Stockholm": "gothenburg, malmo, malmö",
    "Europe/Oslo": "bergen, trondheim",
    "Europe/Copenhagen": "aarhus",
    "Europe/Warsaw": "krakow, gdansk, wroclaw, poznan",
    "Europe/Moscow": "saint petersburg, st petersburg",
    "Europe/Istanbul": "ankara, izmir, antalya",
    "Europe/Athens": "thessaloniki, crete",
    "Europe/Kyiv": "lviv, odessa, kharkiv",
    "Africa/Cairo": "alexandria",
    "Africa/Johannesburg": "cape town, durban, pretoria",
    "Africa/Casablanca": "marrakesh, marrakech, rabat",
    "Africa/Lagos": "abuja",
    "Asia/Jerusalem": "haifa",
    "Asia/Riyadh": "mecca, medina, jeddah",
    "Asia/Dubai": "abu dhabi, sharjah",
    "Asia/Karachi": "lahore, islamabad",
    "Asia/Kolkata": "mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai, madras, hyderabad, pune, "
    "ahmedabad, jaipur, goa",
    "Asia/Shanghai": "beijing, peking, shenzhen, guangzhou, chengdu, wuhan, hangzhou, nanjing, tianjin",
    "Asia/Tokyo": "osaka, kyoto, yokohama, nagoya, sapporo, hiroshima, fukuoka, kobe",
    "Asia/Seoul": "busan, incheon",
    "Asia/Ho_Chi_Minh": "hanoi, da nang",
    "Asia/Bangkok": "chiang mai, phuket",
    "Asia/Makassar": "bali, denpasar",
    "Asia/Manila": "cebu, quezon city",
    "Australia/Sydney": "newcastle nsw",
    "Australia/Brisbane": "gold coast, cairns",
    "Pacific/Auckland": "wellington, christchurch",
}  # fmt: skip

CITIES = {city: zone for zone, cities in _CITIES.items() for city in cities.split(", ")}
"""Large cities, and regions within one zone, that give no zone its name."""
