"""What an owner types in, for each of the three ways to an OpenCart store."""

from desktop.i18n import N_
from desktop.sync.fields import Field, Keep, Shape

BRIDGE, API, DATABASE = "bridge", "api", "database"

FIELDS = (
    Field("url", N_("Address of the shop, as the browser shows it"), Keep.ADDRESS),
    Field(
        "transport",
        N_("How Kolli reaches it"),
        shape=Shape.CHOICE,
        choices=(
            (BRIDGE, N_("By Kolli's module in the shop: everything works")),
            (API, N_("By the shop's own interface: orders can be told; read only out of its backups")),
            (DATABASE, N_("By the shop's database: orders can be read; told only with a key of its own interface")),
        ),
        hint=N_(
            "The module is installed once, under Extensions, Installer. The other two are for shops where it cannot."
        ),
    ),
    Field(
        "key",
        N_("Key of Kolli's module"),
        Keep.KEYRING,
        Shape.SECRET,
        hint=N_(
            "In the shop's admin pages: Extensions, Extensions, Modules, Kolli. It is shown once, when it is made."
        ),
        shown_for=("transport", (BRIDGE,)),
    ),
    Field(
        "api_user",
        N_("Name of the API user"),
        hint=N_("In the shop's admin pages: System, Users, API. OpenCart 2 has a name there that is not needed here."),
        needed=False,
        shown_for=("transport", (API, DATABASE)),
    ),
    Field(
        "api_key",
        N_("Its key"),
        Keep.KEYRING,
        Shape.SECRET,
        hint=N_(
            "System, Users, API, the same user. Add this computer's address there too, under IP Addresses. Beside the"
            " database it is needed only for telling orders."
        ),
        needed=False,  # the shop's own interface says so itself
        shown_for=("transport", (API, DATABASE)),
    ),
    Field(
        "backups",
        N_("Folder for the shop's backups"),
        shape=Shape.FOLDER,
        needed=False,
        shown_for=("transport", (API,)),
        hint=N_(
            "The shop's own interface lists no orders. Save its backup (System, Maintenance, Backup) here, and Kolli"
            " reads the orders out of the newest one."
        ),
    ),
    Field(
        "api_processing",
        N_("Numbers of the statuses that keep goods reserved"),
        needed=False,
        shown_for=("transport", (API,)),
        hint=N_(
            "Those ticked in the shop under Settings, Option, Processing and Complete Order Status. 1 2 3 5 12 where"
            " nothing is said."
        ),
    ),
    Field(
        "db_host",
        N_("Database server"),
        needed=False,
        shown_for=("transport", (DATABASE,)),
        hint=N_("The shop's own name where nothing is said. “localhost” in its config.php means that server itself."),
    ),
    Field(
        "db_port",
        N_("Port"),
        needed=False,
        shown_for=("transport", (DATABASE,)),
        hint=N_("3306 where nothing is said."),
    ),
    Field("db_name", N_("Name of the database"), shown_for=("transport", (DATABASE,))),
    Field(
        "db_user",
        N_("Database user"),
        shown_for=("transport", (DATABASE,)),
        hint=N_("Make one that may only read. Kolli never writes there."),
    ),
    Field("db_password", N_("Its password"), Keep.KEYRING, Shape.SECRET, shown_for=("transport", (DATABASE,))),
    Field(
        "db_prefix",
        N_("Prefix of its tables"),
        needed=False,
        shown_for=("transport", (DATABASE,)),
        hint=N_("Looked for where nothing is said, mostly oc_."),
    ),
    Field(
        "db_line",
        N_("The line to the database"),
        shape=Shape.CHOICE,
        choices=(
            ("", N_("Encrypted, and its certificate checked")),
            ("open", N_("Open: only inside your own network")),
        ),
        needed=False,
        shown_for=("transport", (DATABASE,)),
    ),
    Field("ca_file", N_("Own certificate authority, if there is one"), Keep.SETTING, Shape.FILE, needed=False),
)
