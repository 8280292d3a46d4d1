/** Links of Google Drive and Dropbox that open a page about a file, and not the file. */

/** A share page, and the link to use instead. */
export interface SharePage {
  readonly service: 'Google Drive' | 'Dropbox';
  /** A link to the file itself; null for a folder. */
  readonly fileLink: string | null;
}

/** How Google exports its own documents: the path below that of the document. */
const EXPORTS: Readonly<Record<string, string>> = {
  document: 'export?format=pdf',
  spreadsheets: 'export?format=xlsx',
  presentation: 'export/pptx',
};

/**
 * Recognizes the link of a share page; null for any other link. Both services offer such links to
 * people who share a file, and a program that fetches one gets the page (help pages of Google Drive and
 * Dropbox, 2026).
 */
export function sharePageOf(link: string): SharePage | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  const host = url.hostname.replace(/^www\./, '');
  if (host === 'drive.google.com') return pageOfDrive(url);
  if (host === 'docs.google.com') return pageOfDocs(url);
  return host === 'dropbox.com' ? pageOfDropbox(url) : null;
}

function pageOfDrive({ pathname, searchParams }: URL): SharePage | null {
  const id = /\/file\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(pathname)?.[1];
  const opened = /\/open\/?$/.test(pathname) ? searchParams.get('id') : null;
  const file = id ?? opened;
  if (file !== null && file !== undefined) {
    const fileLink = `https://drive.google.com/uc?export=download&id=${encodeURIComponent(file)}`;
    return { service: 'Google Drive', fileLink };
  }
  const isFolder = /\/(folders|folderview|drive)(\/|$)/.test(pathname);
  return isFolder ? { service: 'Google Drive', fileLink: null } : null;
}

function pageOfDocs({ pathname }: URL): SharePage | null {
  const parts = /\/(document|spreadsheets|presentation)\/(?:u\/\d+\/)?d\/([\w-]+)(?:\/(\w*))?/.exec(
    pathname,
  );
  const [, kind = '', id = '', below = ''] = parts ?? [];
  // /d/e/ is a published page, which Tavus can read.
  const isPage = id !== '' && id !== 'e' && !/^(export|pub|pubhtml)$/.test(below);
  if (!isPage) return null;
  const fileLink = `https://docs.google.com/${kind}/d/${id}/${EXPORTS[kind]}`;
  return { service: 'Google Drive', fileLink };
}

function pageOfDropbox(url: URL): SharePage | null {
  const isFolder = /^\/(sh|scl\/fo|home)(\/|$)/.test(url.pathname);
  if (isFolder) return { service: 'Dropbox', fileLink: null };
  const isFile = /^\/(s|scl\/fi)\//.test(url.pathname);
  const { searchParams } = url;
  if (!isFile || searchParams.get('dl') === '1' || searchParams.get('raw') === '1') return null;
  searchParams.set('dl', '1');
  return { service: 'Dropbox', fileLink: url.href };
}
