import { describe, expect, it } from 'vitest';
import { deviceTypeCode, momentOfDayCode } from './client-code.ts';

describe('momentOfDayCode', () => {
  it.each([
    [0, 'morning'],
    [11, 'morning'],
    [12, 'afternoon'],
    [17, 'afternoon'],
    [18, 'evening'],
    [23, 'evening'],
  ])('hour %d is %s', (hour, expected) => {
    const clock = class {
      getHours = () => hour;
    };
    expect(new Function('Date', momentOfDayCode)(clock)).toBe(expected);
  });
});

describe('deviceTypeCode', () => {
  const iPad = 'Mozilla/5.0 (iPad; CPU OS 13_3 like Mac OS X) AppleWebKit/605.1.15';
  const androidTablet = 'Mozilla/5.0 (Linux; Android 12; SM-X906C) AppleWebKit/537.36 Chrome/80.0 Safari/537.36';
  const androidPhone = 'Mozilla/5.0 (Linux; Android 12; Pixel 6) AppleWebKit/537.36 Chrome/93.0 Mobile Safari/537.36';
  const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_0 like Mac OS X) AppleWebKit/604.1.38';
  const desktop = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36';
  it.each([
    [iPad, true, 1200, 'tablet'],
    [androidTablet, true, 1200, 'tablet'],
    ['Some Tablet PC', false, 1920, 'tablet'],
    ['PlayBook', false, 1920, 'tablet'],
    ['Kindle Silk', false, 1920, 'tablet'],
    [desktop, true, 768, 'tablet'],
    [desktop, true, 1024, 'tablet'],
    [desktop, true, 1025, 'desktop'],
    [desktop, true, 767, 'mobile'],
    [desktop, false, 400, 'desktop'],
    [desktop, false, 1920, 'desktop'],
    [androidPhone, true, 400, 'mobile'],
    [androidPhone, false, 1920, 'mobile'],
    [iPhone, true, 390, 'mobile'],
    ['IEMobile/11', false, 1200, 'mobile'],
    ['BlackBerry9700', false, 1200, 'mobile'],
  ])('%s, touch %s, %d px wide: %s', (userAgent, hasTouch, innerWidth, expected) => {
    const navigator = { userAgent, maxTouchPoints: hasTouch ? 5 : 0 };
    expect(new Function('navigator', 'self', deviceTypeCode)(navigator, { innerWidth })).toBe(expected);
  });

  it.each([momentOfDayCode, deviceTypeCode])('needs no "return " in front and refers to no variable', (code) => {
    expect(code).toContain('return ');
    expect(code).not.toContain('{{');
  });
});
