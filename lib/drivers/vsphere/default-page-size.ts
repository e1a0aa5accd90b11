/** VMs in one page: enough to make round trips cheap, few enough to keep a page under a few MB. */
export const DEFAULT_PAGE_SIZE = 500
