/* panels.js: what stands on the overview, from the top: a line each. A panel is
 *
 *     { id: 'providers', title: 'Providers', draw(overview, room) → children }
 *
 * and is drawn with each overview that comes. One that needs more than the overview has
 * open(room, node) instead: it is called once, and fills the node by room.live(). A panel without
 * title has no heading. */
import { deskPanels, digest } from './desk_panels.js';
import { counts, progress } from './progress.js';
import { alarms, why } from './why.js';
import { heatmap } from './heatmap.js';

export const panels = [
    digest,
    why,
    alarms,
    counts,
    progress,
    heatmap,
    ...deskPanels,
];
