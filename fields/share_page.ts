/**
 * Links for people where a program fetches a file: pages about a file, folders, and addresses that only
 * a private network knows. One table of hosts.
 */

/** A share page, and the link to use instead. */
export interface SharePage {
  readonly service: string;
  /** A link to the file itself; null if there is none. */
  readonly fileLink: string | null;
  /** What to do if the service has no link to the file; without it, the page is a folder. */
  readonly advice?: string;
  /** Whether the page can be read as a website, which is no file either. */
  readonly isWebsite?: true;
}

/** What a row makes of a link: a link to the file, `FOLDER`, an advice, or null if it is no page. */
type Finding = string | null;

interface Row {
  readonly service: string;
  readonly host: RegExp;
  readonly pageOf: (url: URL) => Finding;
  readonly isWebsite?: true;
}

const FOLDER = '';

const ELSEWHERE =
  'Put the file on Google Drive or Dropbox, share it with everyone who has the link, and use that link.';

const DOWNLOAD_LINK = 'Use a link that downloads the file.';

/** The services offer these links to people, and a program that fetches one gets a page (their help pages, 2026). */
const ROWS: readonly Row[] = [
  { service: 'Google Drive', host: /^drive\.google\.com$/, pageOf: fileOnDrive },
  { service: 'Google Drive', host: /^docs\.google\.com$/, pageOf: fileInDocs },
  {
    service: 'Google Photos',
    host: /^photos\.(google\.com|app\.goo\.gl)$/,
    pageOf: () => ELSEWHERE,
  },
  { service: 'Dropbox', host: /^dropbox\.com$/, pageOf: fileOnDropbox },
  { service: 'SharePoint', host: /\.sharepoint\.(com|us|cn)$/, pageOf: fileOnSharePoint },
  { service: 'OneDrive', host: /^(onedrive\.live\.com|1drv\.ms)$/, pageOf: fileOnOneDrive },
  { service: 'Box', host: /(^|\.)box\.com$/, pageOf: fileOnBox },
  { service: 'GitHub', host: /^(gist\.)?github\.com$/, pageOf: fileOnGitHub },
  {
    service: 'GitLab',
    host: /^gitlab\./,
    pageOf: ({ href }) => (href.includes('/-/blob/') ? href.replace('/-/blob/', '/-/raw/') : null),
  },
  {
    service: 'Slack',
    host: /(^|\.)slack(-files)?\.com$/,
    pageOf: ({ hostname, pathname, searchParams }) =>
      /^(app|files)\.|slack-files/.test(hostname) || /^\/(files|archives)\//.test(pathname)
        ? searchParams.has('pub_secret')
          ? null
          : ELSEWHERE
        : null,
  },
  { service: 'iCloud', host: /(^|\.)icloud\.com$/, pageOf: () => ELSEWHERE },
  { service: 'WeTransfer', host: /^(we\.tl|([\w-]+\.)?wetransfer\.com)$/, pageOf: () => ELSEWHERE },
  { service: 'Microsoft Teams', host: /^teams\.(microsoft|live)\.com$/, pageOf: () => ELSEWHERE },
  { service: 'MEGA', host: /^mega\.(nz|io|co\.nz)$/, pageOf: () => ELSEWHERE },
  ...[
    { service: 'Notion', host: /^((app\.)?notion\.(so|com)|[\w-]+\.notion\.site)$/ },
    { service: 'YouTube', host: /^((m|music)\.)?youtube\.com$|^youtu\.be$/ },
    { service: 'Vimeo', host: /^vimeo\.com$/ },
    { service: 'Loom', host: /^loom\.com$/ },
  ].map((row) => ({ ...row, pageOf: () => DOWNLOAD_LINK, isWebsite: true as const })),
  {
    service: 'Confluence',
    host: /\.atlassian\.net$/,
    pageOf: ({ pathname }) => (/^\/wiki(?!\/download\/)/.test(pathname) ? DOWNLOAD_LINK : null),
    isWebsite: true,
  },
];

/** Recognizes the link of a share page; null for any other link. */
export function sharePageOf(link: string): SharePage | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  const host = url.hostname.replace(/^www\./, '');
  for (const { service, host: isMeant, pageOf, isWebsite } of ROWS) {
    const found = isMeant.test(host) ? pageOf(url) : null;
    if (found === null) continue;
    if (found.startsWith('https://')) return { service, fileLink: found };
    return {
      service,
      fileLink: null,
      ...(found !== FOLDER && { advice: found }),
      ...(isWebsite && { isWebsite }),
    };
  }
  return null;
}

/** IPv4 networks of RFC 1918, 3927 and 6598, this machine, and names without a dot or for one network. */
const PRIVATE_HOST =
  /^((0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+|\[(::1?\]|::ffff:|f[cd]|fe[89ab]).*|[^.[]*|.*\.(local|localhost|localdomain|internal|intranet|lan|home|corp|private|home\.arpa))\.?$/;

/** Whether only a private network knows the host of a link. */
export function isPrivate(link: string): boolean {
  return URL.canParse(link) && PRIVATE_HOST.test(new URL(link).hostname);
}

// ---- the links of each service

/** How Google exports its own documents: the path below that of the document. */
const EXPORTS: Readonly<Record<string, string>> = {
  document: 'export?format=pdf',
  spreadsheets: 'export?format=xlsx',
  presentation: 'export/pptx',
};

function fileOnDrive({ pathname, searchParams }: URL): Finding {
  const id = /\/file\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(pathname)?.[1];
  const opened = /\/open\/?$/.test(pathname) ? searchParams.get('id') : null;
  const file = id ?? opened;
  if (file !== null && file !== undefined) {
    return `https://drive.google.com/uc?export=download&id=${encodeURIComponent(file)}`;
  }
  return /\/(folders|folderview|drive)(\/|$)/.test(pathname) ? FOLDER : null;
}

function fileInDocs({ pathname }: URL): Finding {
  const parts = /\/(document|spreadsheets|presentation)\/(?:u\/\d+\/)?d\/([\w-]+)(?:\/(\w*))?/.exec(
    pathname,
  );
  const [, kind = '', id = '', below = ''] = parts ?? [];
  // /d/e/ is a published page, which Tavus can read.
  const isPage = id !== '' && id !== 'e' && !/^(export|pub|pubhtml)$/.test(below);
  return isPage ? `https://docs.google.com/${kind}/d/${id}/${EXPORTS[kind]}` : null;
}

function fileOnDropbox(url: URL): Finding {
  if (/^\/(sh|scl\/fo|home)(\/|$)/.test(url.pathname)) return FOLDER;
  const isFile = /^\/(s|scl\/fi)\//.test(url.pathname);
  const { searchParams } = url;
  if (!isFile || searchParams.get('dl') === '1' || searchParams.get('raw') === '1') return null;
  searchParams.set('dl', '1');
  return url.href;
}

function fileOnSharePoint(url: URL): Finding {
  const { pathname, searchParams } = url;
  const isDownload = searchParams.get('download') === '1' || /\/download\.aspx$/i.test(pathname);
  if (isDownload) return null;
  if (/^\/:f:\//.test(pathname)) return FOLDER;
  if (!/^\/:\w:\//.test(pathname)) return ELSEWHERE;
  searchParams.set('download', '1');
  return url.href;
}

function fileOnOneDrive(url: URL): Finding {
  const { hostname, pathname } = url;
  if (pathname.startsWith('/download')) return null;
  if (hostname === '1drv.ms' && pathname.startsWith('/f/')) return FOLDER;
  if (!pathname.startsWith('/embed')) return ELSEWHERE;
  url.pathname = '/download';
  return url.href;
}

function fileOnBox({ pathname }: URL): Finding {
  if (/^\/folder\//.test(pathname)) return FOLDER;
  return /^\/(s|v|file|embed|notes)\//.test(pathname)
    ? 'Use the Direct Link in the settings of the shared link in Box, such as https://app.box.com/shared/static/….pdf.'
    : null;
}

function fileOnGitHub({ hostname, pathname, searchParams }: URL): Finding {
  if (hostname.startsWith('gist.')) {
    return /^\/[\w-]+\/[0-9a-f]+\/?$/.test(pathname)
      ? `https://gist.github.com${pathname.replace(/\/$/, '')}/raw`
      : null;
  }
  const [, owner, repository, kind, ...rest] = pathname.split('/');
  if (!/^(blob|blame|edit)$/.test(String(kind)) || searchParams.has('raw')) return null;
  return `https://raw.githubusercontent.com/${[owner, repository, ...rest].join('/')}`;
}
