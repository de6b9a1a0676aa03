"""The style sheet, written from the tokens."""

from string import Template

from backoffice.views.look.tokens import BODY, CARD, SECTION, SMALL, TITLE, Tokens

_BASE = Template("""
QWidget { color: $text; font-size: ${body}pt; }
QMainWindow, QWidget#page { background: $bg; }
QDialog { background: $bg; border: 1px solid $line; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 6px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="answer"] { font-size: ${card}pt; font-weight: 600; }
QLabel[role="section"] { font-size: ${section}pt; font-weight: 600; }
QLabel[role="soft"] { color: $soft; }
QLabel[role="hint"] { color: $soft; font-size: ${small}pt; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[role="sunken"] { background: $sunken; border: 1px solid $line; border-radius: 8px; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QWidget#shade { background: $shade; }
QFrame#sheet { background: $bg; border: 1px solid $line; border-radius: 12px; }
""")

_FIELDS = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateTimeEdit, QAbstractSpinBox {
    background: $surface; border: 1px solid $line; border-radius: 6px; padding: 5px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateTimeEdit:focus {
    border: 2px solid $focus; padding: 4px 7px; }
QDateTimeEdit { padding: 4px 8px; }
QDateTimeEdit:focus { padding: 3px 7px; }
QLineEdit:disabled, QComboBox:disabled, QDateTimeEdit:disabled { background: $sunken; color: $soft; }
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 4px 7px; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: 22px; }
QTimeEdit::up-button, QTimeEdit::down-button { border: none; width: 0; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; outline: none;
    selection-background-color: $accent_ground; selection-color: $text; }
QCheckBox, QRadioButton { spacing: 8px; padding: 3px 6px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; }
QCheckBox::indicator { width: 14px; height: 14px; }
QCheckBox::indicator:unchecked { background: $surface; border: 1px solid $soft; border-radius: 3px; }
QFrame#searchBox { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame#searchBox[focused="true"] { border: 2px solid $focus; }
QFrame#searchBox QLineEdit { border: none; background: transparent; padding: 0; font-size: 10.5pt; }
""")

_BUTTONS = Template("""
QPushButton { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 5px 12px; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $accent_ground; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 11px; }
QPushButton:disabled { background: $sunken; color: $soft; border-color: $line; }
QPushButton[kind="main"] { background: $accent; color: $on_accent; border: 1px solid $accent;
    font-weight: 600; }
QPushButton[kind="main"]:hover { background: $accent_strong; }
QPushButton[kind="main"]:focus { border: 2px solid $text; }
QPushButton[kind="main"]:disabled { background: $sunken; color: $soft; border: 1px solid $line; }
QPushButton[kind="main"]:disabled:focus { border: 2px solid $focus; }
QPushButton[kind="quiet"] { background: transparent; border: 2px solid transparent; padding: 4px 8px; }
QPushButton[kind="quiet"]:hover { background: $sunken; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="chip"] { background: $accent_ground; border: 1px solid $line; border-radius: 12px;
    padding: 2px 8px; }
QPushButton[kind="chip"]:hover { background: $sunken; }
QPushButton[kind="chip"]:focus { border: 2px solid $focus; padding: 1px 7px; }
QPushButton[kind="choice"] { text-align: left; padding: 7px 10px; }
QPushButton[kind="choice"]:focus { padding: 6px 9px; }
QPushButton[kind="choice"]:checked { background: $accent_ground; border: 1px solid $accent;
    font-weight: 600; }
QPushButton[kind="choice"]:checked:focus { border: 2px solid $focus; }
""")

_TABLES = Template("""
QTableView { background: $surface; alternate-background-color: $sunken; border: none;
    gridline-color: transparent;
    selection-background-color: $accent_ground; selection-color: $text; outline: none; }
QTableView::item { padding: 0 8px; border: none; }
QFrame[role="tableFrame"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[role="tableFrame"][focused="true"] { border: 2px solid $focus; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $soft; font-size: ${small}pt; font-weight: 600;
    border: none; border-bottom: 1px solid $line; padding: 6px 11px; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { color: $soft; background: transparent; border: 2px solid transparent; border-radius: 6px;
    padding: 6px 12px; margin: 0 2px 2px 0; }
QTabBar::tab:selected { color: $accent; background: $accent_ground; }
QTabBar::tab:hover:!selected { background: $sunken; }
QTabBar::tab:focus { border: 2px solid $focus; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $faint; border-radius: 4px; min-height: 28px; min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $sunken; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $on_accent; }
""")

_RAIL = Template("""
QFrame#rail { background: $rail; }
QFrame#rail QLabel { color: $rail_soft; }
QFrame#rail QLabel#brand { color: $rail_text; font-size: ${title}pt; font-weight: 700; }
QFrame#rail QLabel#railSection { color: $rail_soft; font-size: ${small}pt; font-weight: 600; }
QFrame#rail QLabel#connection { font-size: ${small}pt; color: $rail_ok; }
QFrame#rail QLabel#connection[lost="true"] { color: $rail_warn; }
QFrame#rail QPushButton { background: transparent; color: $rail_soft; border: 2px solid transparent;
    border-radius: 6px; padding: 5px 8px; text-align: left; }
QFrame#rail QPushButton:hover { background: $rail_selected; }
QFrame#rail QPushButton:checked { background: $rail_selected; color: $rail_text; font-weight: 600; }
QFrame#rail QPushButton:focus { border: 2px solid $rail_focus; }
""")


def style_sheet(tokens: Tokens) -> str:
    """The whole style sheet of one mode."""
    values = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    sizes = {"body": BODY, "small": SMALL, "section": SECTION, "card": CARD, "title": TITLE}
    return "\n".join(part.substitute(values | sizes) for part in (_BASE, _FIELDS, _BUTTONS, _TABLES, _RAIL))
