export async function vcentersUp() {}
export async function vcentersDown() {}
