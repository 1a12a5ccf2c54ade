"""Short names of public bodies and relief agencies that issue counts of people, as their own papers print them."""

from __future__ import annotations

SHORT_NAMES = frozenset(
    "iom ocha unhcr unicef who wfp ifrc icrc msf bnpb bpbd basarnas ndrrmc ndma ndmo nema afad indeci senapred onemi"
    " conred sinaproc coen ungrd cenapred ingc ingd bngrc hse pdma sdma rcmp fema dgpc cdema pcg emercom sedes".split()
)
"""In lower case: of the UN and the Red Cross, of national and provincial disaster agencies."""
