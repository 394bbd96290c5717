import type { Options } from './options.ts';

/** Names the part of the day by the clock of the client. */
export const momentOfDayCode = `const hour = new Date().getHours();
if (hour < 12) return 'morning';
return hour < 18 ? 'afternoon' : 'evening';`;

/** Names the kind of device by its user agent, else by touch and the width of the window in px. */
export const deviceTypeCode = `const agent = navigator.userAgent;
const hasTouch = 'ontouchstart' in self || navigator.maxTouchPoints > 0;
const width = self.innerWidth;
if (/tablet|ipad|playbook|silk|android(?!.*mobile)/i.test(agent)) return 'tablet';
if (hasTouch && width >= 768 && width <= 1024) return 'tablet';
if (/Mobile|Android|iPhone|iPod|IEMobile|BlackBerry|Kindle|Silk-Accelerated/.test(agent)) return 'mobile';
return hasTouch && width < 768 ? 'mobile' : 'desktop';`;

/** The code that a web client has to run for the value; undefined when the server computes it (logic §2.5). */
export function clientCode({ type = 'Custom', isExecutedOnClient, expressionToEvaluate }: Options): string | undefined {
  switch (type) {
    case 'Moment of the day':
      return momentOfDayCode;
    case 'Device type':
      return deviceTypeCode;
    case 'Custom':
      return isExecutedOnClient && expressionToEvaluate ? expressionToEvaluate : undefined;
    default:
      return undefined;
  }
}
