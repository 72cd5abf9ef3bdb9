"""The sentences for what can be wrong or assumed in a table: language, code, template.

`{row}`, `{column}` and `{value}` come from the problem, the other names from its figures; a whole number is written
with the thousands of the language, and as megabytes with `:mb`.
"""

from __future__ import annotations

from typing import Final

WHERE: Final[dict[str, dict[str, str]]] = {
    "nl": {
        "row_column": "Rij {row}, kolom {column}: ",
        "row": "Rij {row}: ",
        "column": "Kolom {column}: ",
        "decimal": ",",
        "thousands": ".",
    },
    "en": {
        "row_column": "Row {row}, column {column}: ",
        "row": "Row {row}: ",
        "column": "Column {column}: ",
        "decimal": ".",
        "thousands": ",",
    },
}

PHRASES: Final[dict[str, dict[str, str]]] = {
    "nl": {
        # the file as a whole
        "file_too_large": "Het bestand is {bytes:mb} MB. Het mag {allowed:mb} MB zijn. Deel het op.",
        "unpacked_too_large": (
            "Het bestand is uitgepakt {bytes:mb} MB. Dat mag {allowed:mb} MB zijn. "
            "Haal weg wat je niet nodig hebt, of deel het bestand op."
        ),
        "file_empty": "Het bestand is leeg. Kies een bestand met een tabel.",
        "not_a_table": (
            "Dit is geen tabel die we kunnen lezen. Open het bestand in Excel en bewaar het als Excel-werkmap (.xlsx)."
        ),
        "web_page": (
            "Dit is een webpagina met een tabel, geen Excel-bestand. "
            "Open het bestand in Excel en bewaar het als Excel-werkmap (.xlsx)."
        ),
        "old_excel": (
            "Dit is een oud Excel-bestand (.xls). Open het in Excel en bewaar het als Excel-werkmap (.xlsx)."
        ),
        "binary_excel": (
            "Dit is een binair Excel-bestand (.xlsb). Open het in Excel en bewaar het als Excel-werkmap (.xlsx)."
        ),
        "open_document": (
            "Dit is een OpenDocument-bestand (zoals .ods). Open het en bewaar het als Excel-werkmap (.xlsx) of als CSV."
        ),
        "encrypted": "Op het bestand zit een wachtwoord. Haal het wachtwoord weg en kies het bestand opnieuw.",
        "damaged": "Het bestand is beschadigd. Open het in Excel, bewaar het opnieuw en kies het nieuwe bestand.",
        "encoding": (
            "Regel {line} heeft een teken dat we niet kunnen lezen. Bewaar het bestand als CSV UTF-8 of als .xlsx."
        ),
        # the sheet and the header
        "no_sheet": "Het bestand heeft geen werkblad dat zichtbaar is. Maak een werkblad zichtbaar.",
        "sheet_unknown": "Er is geen zichtbaar werkblad met de naam ‘{value}’. Er is wel: {sheets}.",
        "no_header": "We vinden geen kolomnamen. Zet in de eerste rij boven elke kolom een naam.",
        "title_above_header": (
            "hier staat één tekst, ‘{value}’, en daaronder meer kolommen. De namen van de kolommen moeten bovenaan "
            "staan. Haal de rijen erboven weg, of kies rij {next} als rij met de namen."
        ),
        "header_empty": "deze kolom heeft geen naam. Geef de kolom een naam of haal de kolom weg.",
        "header_double": (
            "de naam ‘{value}’ staat ook boven kolom {other}. Geef elke kolom een eigen naam. Hoofdletters tellen niet."
        ),
        "too_many_columns": "De tabel heeft {columns} kolommen. Er mogen er {allowed} zijn. Haal kolommen weg.",
        "merged_cells": "de cellen {value} zijn samengevoegd. Splits ze en vul elke cel.",
        # rows and cells
        "too_many_rows": "De tabel heeft {rows} rijen. Er mogen er {allowed} zijn. Deel de tabel op.",
        "row_too_long": "deze regel heeft meer dan {allowed} tekens. Kijk of een aanhalingsteken ontbreekt.",
        "quote_open": (
            'hier begint een tekst met een aanhalingsteken ("), maar het einde ontbreekt. '
            "Zet het erachter of haal het weg."
        ),
        "quote_stray": (
            'midden in een tekst staat een los aanhalingsteken ("). Schrijf het twee keer ("") of haal het weg.'
        ),
        "cell_too_long": "deze cel heeft {characters} tekens. Het mogen er {allowed} zijn. Maak de tekst korter.",
        "cell_without_header": (
            "hier staat ‘{value}’, maar deze kolom heeft geen naam. Geef de kolom een naam of maak de cellen leeg."
        ),
        "cell_error": "in deze cel staat een fout van Excel ({value}). Verbeter de cel.",
        "cell_date": "{value} is geen datum die bestaat. Verbeter de datum.",
        "formula_not_calculated": (
            "deze formule is nog niet uitgerekend. Open het bestand in Excel en bewaar het opnieuw."
        ),
        # notes: what was assumed
        "encoding_assumed": (
            "Het bestand is geen UTF-8 (zie regel {line}). We lezen het als Windows-tekst. "
            "Controleer letters zoals é en ë."
        ),
        "delimiter_assumed": "We vinden geen teken dat kolommen scheidt. We lezen het bestand als één kolom.",
        "csv_named_as_workbook": "Volgens de naam is dit een Excel-bestand, maar het is CSV. We lezen het als CSV.",
        "workbook_named_as_csv": "Volgens de naam is dit CSV, maar het is een Excel-bestand. We lezen het als Excel.",
        "sheet_assumed": "Het bestand heeft {sheets} zichtbare werkbladen. We lezen het eerste: ‘{sheet}’.",
        "sheets_hidden": "Het bestand heeft {hidden} verborgen werkbladen. Die lezen we niet.",
    },
    "en": {
        "file_too_large": "The file is {bytes:mb} MB. It may be {allowed:mb} MB. Split it into smaller files.",
        "unpacked_too_large": (
            "Unpacked, the file is {bytes:mb} MB. It may be {allowed:mb} MB. "
            "Remove what you do not need, or split the file."
        ),
        "file_empty": "The file is empty. Choose a file with a table.",
        "not_a_table": (
            "This is not a table that we can read. Open the file in Excel and save it as an Excel workbook (.xlsx)."
        ),
        "web_page": (
            "This is a web page with a table, not an Excel file. "
            "Open the file in Excel and save it as an Excel workbook (.xlsx)."
        ),
        "old_excel": "This is an old Excel file (.xls). Open it in Excel and save it as an Excel workbook (.xlsx).",
        "binary_excel": "This is a binary Excel file (.xlsb). Open it and save it as an Excel workbook (.xlsx).",
        "open_document": (
            "This is an OpenDocument file (such as .ods). Open it and save it as an Excel workbook (.xlsx) or as CSV."
        ),
        "encrypted": "The file has a password. Remove the password and choose the file again.",
        "damaged": "The file is damaged. Open it in Excel, save it again and choose the new file.",
        "encoding": "Line {line} has a character that we cannot read. Save the file as CSV UTF-8 or as .xlsx.",
        "no_sheet": "The file has no visible sheet. Make a sheet visible.",
        "sheet_unknown": "There is no visible sheet called ‘{value}’. There is: {sheets}.",
        "no_header": "We find no column names. Put a name above every column, in the first row.",
        "title_above_header": (
            "there is one text here, ‘{value}’, with more columns below it. The names of the columns must come first. "
            "Remove the rows above them, or choose row {next} as the row with the names."
        ),
        "header_empty": "this column has no name. Give the column a name or remove the column.",
        "header_double": (
            "the name ‘{value}’ also stands above column {other}. "
            "Give every column a name of its own (capitals make no difference)."
        ),
        "too_many_columns": "The table has {columns} columns. It may have {allowed}. Remove columns.",
        "merged_cells": "the cells {value} are merged. Split them and fill every cell.",
        "too_many_rows": "The table has {rows} rows. It may have {allowed}. Split the table.",
        "row_too_long": "this line has more than {allowed} characters. See whether a quotation mark is missing.",
        "quote_open": (
            'a text starts here with a quotation mark ("), but its end is missing. Put it after the text or remove it.'
        ),
        "quote_stray": 'there is a quotation mark (") inside a text. Write it twice ("") or remove it.',
        "cell_too_long": "this cell has {characters} characters. It may have {allowed}. Make the text shorter.",
        "cell_without_header": (
            "it says ‘{value}’ here, but this column has no name. Give the column a name or empty the cells."
        ),
        "cell_error": "this cell holds an error from Excel ({value}). Correct the cell.",
        "cell_date": "{value} is not a date that exists. Correct the date.",
        "formula_not_calculated": "this formula has not been calculated. Open the file in Excel and save it again.",
        "encoding_assumed": (
            "The file is not UTF-8 (see line {line}). We read it as Windows text. Check letters such as é and ë."
        ),
        "delimiter_assumed": "We find no character that separates columns. We read the file as one column.",
        "csv_named_as_workbook": "The name says that this is an Excel file, but it is CSV. We read it as CSV.",
        "workbook_named_as_csv": "The name says that this is CSV, but it is an Excel file. We read it as Excel.",
        "sheet_assumed": "The file has {sheets} visible sheets. We read the first: ‘{sheet}’.",
        "sheets_hidden": "The file has {hidden} hidden sheets. We do not read those.",
    },
}
