"""Lists of cost as bookkeeping programs export them: CSV and Excel workbooks in, lines of facts out (§ 2).

A list is read whole, every bad row is named, and its rows then go the way of every file of facts
(ledger.recording): all or nothing, and the same list again changes nothing.
"""
