/** Where people, other systems and running services keep what is theirs. */
export const EMPTY = '/home /Users /root /run /var/run /mnt /media /Volumes /workspaces'.split(' ');

/** The same, though programs that are found there are shown. */
export const DATA =
  '/srv /var/lib /var/snap /var/log /var/mail /var/spool /var/www /var/backups'.split(' ');

export const PRIVATE = ['/tmp', '/var/tmp'];

/** Without these nothing runs, whatever a variable says. */
export const SYSTEM: ReadonlySet<string> = new Set(
  '/ /usr /usr/bin /usr/local /bin /sbin /lib /lib64 /etc /opt /dev /proc /sys /var /nix'.split(
    ' ',
  ),
);

/** What is the system's among the folders of the root; all others are somebody's data. */
export const SYSTEM_AT_THE_TOP: ReadonlySet<string> = new Set(
  (
    'usr bin sbin lib lib32 lib64 libx32 libexec etc opt dev proc sys var nix gnu snap tmp run ' +
    'System Library Applications Network private cores .vol'
  ).split(' '),
);

/** What the system installs among data. */
export const INSTALLED = ['/var/lib/flatpak', '/var/lib/snapd/snap', '/var/lib/gems'];

/** Variables with a folder in it, or a socket in such a folder, over which services are reached. */
export const SERVICE_FOLDERS: readonly string[] = ['XDG_RUNTIME_DIR'];
export const SERVICE_SOCKETS: readonly string[] = ['SSH_AUTH_SOCK'];

/** Toolchains and what they have installed, below the home. */
export const TOOLCHAINS = (
  '.cargo .rustup .pyenv .rbenv .goenv .nodenv .jenv .asdf .nvm .fnm .volta .sdkman .proto .bun .deno .dotnet ' +
  '.nuget .m2 .gradle .ivy2 .sbt .gem .pub-cache .virtualenvs .yarn .npm-global .linuxbrew .nix-profile ' +
  'go/bin go/pkg n/bin n/lib n/n/versions miniconda3 anaconda3 miniforge3 mambaforge .local/bin .local/lib ' +
  '.local/share/mise .local/share/rtx .local/share/fnm .local/share/uv .local/share/pnpm ' +
  '.local/share/virtualenvs .local/share/gem .local/share/pyenv .local/pipx .local/share/pipx .cache/pypoetry/virtualenvs'
).split(' ');

/** A folder below the home in which each toolchain has its own, by the start of its name. */
export const TOOLCHAINS_BY_NAME: readonly (readonly [folder: string, start: string])[] = [
  ['sdk', 'go'],
];

/** Variables with the places of toolchains. */
export const TOOL_VARIABLES = (
  'GOROOT GOMODCACHE CARGO_HOME RUSTUP_HOME PYENV_ROOT ASDF_DIR ASDF_DATA_DIR VOLTA_HOME ' +
  'MISE_DATA_DIR NVM_DIR JAVA_HOME MAVEN_HOME GRADLE_HOME GEM_HOME GEM_PATH RBENV_ROOT DOTNET_ROOT NUGET_PACKAGES'
).split(' ');

/** Of Go's own folders what is installed; beside it lie the user's projects. */
export const GO_INSTALLED = ['bin', 'pkg'];

/** What toolchains and their users keep keys in. */
export const KEYS = (
  'credentials credentials.toml .credentials .npmrc .yarnrc .yarnrc.yml .netrc .pypirc .env .git-credentials ' +
  'auth.json auth.toml credentials.json settings.xml settings-security.xml gradle.properties ' +
  'init.gradle NuGet/NuGet.Config config config.toml'
).split(' ');

/** The same below the home, where that itself can be seen. */
export const KEPT_SECRET = (
  '.ssh .aws .azure .config .docker .kube .gnupg .password-store .mozilla .npmrc .yarnrc .netrc .pypirc ' +
  '.pgpass .git-credentials .gitconfig .bash_history .zsh_history .local/share/keyrings'
).split(' ');

/** The same of the system, for who may read it. */
export const SYSTEM_SECRETS = (
  '/etc/shadow /etc/shadow- /etc/gshadow /etc/gshadow- /etc/security/opasswd /etc/master.passwd /etc/sudoers ' +
  '/etc/sudoers.d /etc/ssl/private /etc/pki/tls/private /etc/letsencrypt /etc/ssh /etc/wireguard /etc/openvpn ' +
  '/etc/NetworkManager/system-connections /etc/netplan /etc/wpa_supplicant /etc/ppp /etc/ipsec.secrets ' +
  '/etc/krb5.keytab /etc/docker /etc/containers/auth.json /etc/kubernetes /etc/rancher /etc/environment ' +
  '/etc/credstore /etc/credstore.encrypted /etc/apt/auth.conf /etc/apt/auth.conf.d /etc/pip.conf /etc/npmrc ' +
  '/usr/etc/npmrc /usr/local/etc/npmrc /etc/gitconfig /etc/fstab /etc/crypttab /etc/exports /etc/samba ' +
  '/etc/mysql /etc/postgresql /etc/redis /etc/vault.d /etc/consul.d /etc/boto.cfg'
).split(' ');
