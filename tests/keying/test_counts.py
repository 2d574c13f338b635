"""Pages of figures come back in: the 正字 tally sheet by the hour, the distribution record line by line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.consultations import count_consultations
from tests.keying.papers import Made, client_of, filled, key_page, moved, path_of, print_record, print_tally_sheet


def hours_of(made: Made, booth: str) -> dict[str, int]:
    """Hour at the event → copies handed out at a booth."""
    _, store, ids = made
    rows = (
        store.read()
        .execute("SELECT at, quantity FROM standing WHERE kind = 'hand_out' AND booth = ?", (ids.booths[booth],))
        .fetchall()
    )
    return {f"{datetime.fromtimestamp(row['at'] / 1000, UTC) + timedelta(hours=8):%H:%M}": row["quantity"] for row in rows}


def test_each_hour_of_a_tally_sheet_is_handed_out_in_its_middle(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_tally_sheet(kiosk, "B2"))
    shown = client.get(path).text
    assert ">09:00<" in shown
    assert ">11:00<" in shown
    assert key_page(client, path, {"0-1": "240", "1-1": "305", "2-1": "143"}).status_code == 302
    assert moved(store, "handed_out") == {(ids.booths["B2"], ids.materials["B-A5"]): 688}
    assert hours_of(kiosk, "B2") == {"09:30": 240, "10:30": 305, "11:15": 143}
    assert {row[0] for row in store.read().execute("SELECT method FROM tally").fetchall()} == {"paper"}


def test_the_consultations_of_a_booth_whose_phones_were_dead_are_keyed_by_the_hour(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_tally_sheet(kiosk, "B2"))
    assert 'class="item">Consultations<' in client.get(path).text
    assert key_page(client, path, {"0-3": "12", "1-3": "19", "1-1": "305"}).status_code == 302
    rows = store.read().execute(
        "SELECT booth, detail, method, sum(quantity) FROM tally WHERE measure = 'consultations' GROUP BY 1, 2, 3"
    )
    assert [tuple(row) for row in rows.fetchall()] == [(ids.booths["B2"], "", "paper", 31)]
    assert moved(store, "handed_out") == {(ids.booths["B2"], ids.materials["B-A5"]): 305}
    again = client_of(kiosk, "administrator")
    assert '<td class="number muted">31</td>' in again.get(path).text
    assert again.post(path, data=filled(again.get(path).text)).status_code == 302
    key_page(again, path, {"0-3": "10"})
    assert count_consultations(store.read(), ids.event, ids.booths["B2"]) == 29


def test_a_total_alone_is_enough_and_beside_hours_it_must_agree(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_tally_sheet(kiosk, "B2"))
    refused = key_page(client, path, {"0-1": "240", "total-1": "250", "total-2": "224"})
    assert refused.status_code == 422
    assert "add up to 240" in refused.text
    assert key_page(client, path, {"0-1": "240", "total-1": "240", "total-2": "224"}).status_code == 302
    assert moved(store, "handed_out") == {
        (ids.booths["B2"], ids.materials["B-A5"]): 240, (ids.booths["B2"], ids.materials["B-TRI"]): 224,
    }  # fmt: skip


def test_a_tally_sheet_keyed_twice_counts_once_and_can_be_corrected(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_tally_sheet(kiosk, "B2"))
    key_page(client, path, {"0-1": "20", "1-1": "30"})
    other = client_of(kiosk, "administrator")
    assert "Keyed by coordinator" in other.get(path).text
    assert other.post(path, data=filled(other.get(path).text)).status_code == 302
    key_page(other, path, {"1-1": "35"})
    assert moved(store, "handed_out") == {(ids.booths["B2"], ids.materials["B-A5"]): 55}
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 4  # 2 cells, 1 void, 1 new


def test_a_clash_over_a_tally_sheet_shows_the_hour(kiosk: Made) -> None:
    client, path = client_of(kiosk), path_of(kiosk, print_tally_sheet(kiosk, "B2"))
    second = client_of(kiosk, "administrator")
    blank = filled(second.get(path).text)
    key_page(client, path, {"0-1": "20", "1-1": "30"})
    clash = second.post(path, data=blank | {"0-1": "20", "1-1": "33"})
    assert clash.status_code == 409
    assert "<b>10:00</b> <del>30</del> → <ins>33</ins>" in clash.text


def test_a_line_of_the_record_becomes_four_movements(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_record(kiosk))
    saved = key_page(client, path, {"issue-1": "500", "hand_out-1": "476", "return-1": "17", "spoil-1": "4"})
    assert saved.status_code == 302
    cell = (ids.booths["B1"], ids.materials["B-A5"])
    assert [moved(store, measure) for measure in ("issued", "handed_out", "returned", "spoiled")] == [
        {cell: 500}, {cell: 476}, {cell: 17}, {cell: 4},
    ]  # fmt: skip
    shown = client.get(path).text
    assert 'value="476"' in shown
    assert "500 / 476 / 17 / 4" in shown


def test_a_free_line_of_the_record_names_its_booth_and_material(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_record(kiosk))
    assert key_page(client, path, {"issue-12": "10"}).status_code == 422
    assert key_page(client, path, {"issue-12": "10", "booth-12": ids.booths["B3"], "material-12": "x"}).status_code == 422
    named = {"issue-12": "10", "booth-12": ids.booths["B3"], "material-12": ids.materials["B-TRI"]}
    assert key_page(client, path, named).status_code == 302
    assert moved(store, "issued") == {(ids.booths["B3"], ids.materials["B-TRI"]): 10}
    again = client_of(kiosk, "administrator")
    assert again.post(path, data=filled(again.get(path).text)).status_code == 302
    assert moved(store, "issued") == {(ids.booths["B3"], ids.materials["B-TRI"]): 10}


def test_figures_that_are_none_are_refused_beside_their_cell(kiosk: Made) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_record(kiosk))
    for typed in ("many", "-3", "1.5", "100001", "٣"):
        refused = key_page(client, path, {"issue-1": typed})
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
    assert key_page(client, path, {"issue-1": "1,500"}).status_code == 302
    assert store.read().execute("SELECT quantity FROM entry").fetchone()[0] == 1500


def test_a_page_without_figures_must_be_said_to_be_empty(kiosk: Made) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_tally_sheet(kiosk))
    assert key_page(client, path, {}).status_code == 422
    assert key_page(client, path, {"empty": "1", "0-1": "3"}).status_code == 422
    assert key_page(client, path, {"empty": "1"}).status_code == 302
    assert [row[0] for row in store.read().execute("SELECT kind FROM entry").fetchall()] == ["sheet_empty"]
