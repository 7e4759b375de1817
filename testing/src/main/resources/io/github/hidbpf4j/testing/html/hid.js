// SPDX-License-Identifier: Apache-2.0
// Reports by their descriptor, as the HID core takes them: a short report is filled up with zeros.

const CONSTANT = 0x01;
const VARIABLE = 0x02;
const RELATIVE = 0x04;
const NULL_STATE = 0x40;

class Descriptors {
  constructor(run) {
    this.names = run.usages;
    this.all = run.descriptors;
    this.numbered = run.descriptors.map(d =>
      (d.reports ?? []).some(report => report.type === 'input' && report.id !== 0));
    this.decoded = new Map();
  }

  usageName(usage) {
    if (usage === 0) {
      return 'none';
    }
    const known = this.names[usage];
    if (known) {
      return known;
    }
    const page = Math.floor(usage / 0x10000);
    const id = usage % 0x10000;
    return `usage 0x${page.toString(16).padStart(2, '0')}:0x${id.toString(16).padStart(2, '0')}`;
  }

  /** The usage at a place of a field; the last one serves for all that are missing. */
  usageAt(field, index) {
    let left = index;
    let last = 0;
    for (let i = 0; i < field.usages.length; i += 3) {
      const [first, count, extended] = field.usages.slice(i, i + 3);
      const at = Math.min(left, count - 1);
      last = extended
        ? first + at
        : Math.floor(first / 0x10000) * 0x10000 + ((first + at) % 0x10000);
      if (left < count) {
        return last;
      }
      left -= count;
    }
    return last;
  }

  usageCount(field) {
    let count = 0;
    for (let i = 1; i < field.usages.length; i += 3) {
      count += field.usages[i];
    }
    return count === 0 ? 0 : Math.max(count, field.count);
  }

  reportOf(number, bytes) {
    const descriptor = this.all[number];
    if (!descriptor?.reports) {
      return null;
    }
    const id = this.numbered[number] ? bytes[0] : 0;
    return descriptor.reports.find(r => r.type === 'input' && r.id === id) ?? null;
  }

  /**
   * The values of an input report: one for each element of a variable field, one for each usage that
   * an array selects; padding has none. The key names the same thing in another descriptor.
   */
  values(number, bytes) {
    const report = this.reportOf(number, bytes);
    if (!report) {
      return [];
    }
    const base = this.numbered[number] ? 1 : 0;
    const seen = new Map();
    const values = [];
    for (const field of report.fields) {
      if (field.usages.length === 0 || field.size === 0) {
        continue;
      }
      const count = Math.min(field.count, MOST_ELEMENTS);
      for (let i = 0; i < count; i++) {
        const value = element(field, i, bytes, base);
        if (field.flags & VARIABLE) {
          const usage = this.usageAt(field, i);
          const occurrence = (seen.get(usage) ?? 0) + 1;
          seen.set(usage, occurrence);
          values.push({usage, occurrence, value, field, array: false});
        } else {
          const index = value - field.min;
          const usage = value >= field.min && value <= field.max && index < this.usageCount(field)
            ? this.usageAt(field, index)
            : 0;
          // Usage 0 of a page means that nothing is selected.
          if (usage % 0x10000 !== 0) {
            values.push({usage, occurrence: 1, value: 1, field, array: true});
          }
        }
      }
    }
    for (const value of values) {
      value.key = `${value.usage}#${value.occurrence}`;
      value.name = this.usageName(value.usage)
        + ((seen.get(value.usage) ?? 1) > 1 ? ` (${value.occurrence})` : '');
    }
    return values;
  }
}

/** Elements of one field that are taken apart; buffers of vendors have thousands. */
const MOST_ELEMENTS = 256;

/** An element as a number; of one of more than 32 bits the low 32. */
function element(field, index, bytes, base) {
  const size = Math.min(field.size, 32);
  const first = field.bit + index * field.size;
  const value = bits(bytes, base, first, size);
  if (field.min < 0 && size > 0 && value >= 2 ** (size - 1)) {
    return value - 2 ** size;
  }
  return value;
}

/** Bits of a report, the lowest first; those beyond its end are zero. */
function bits(bytes, base, first, count) {
  let value = 0;
  let scale = 1;
  for (let at = first; at < first + count;) {
    const take = Math.min(8 - (at & 7), first + count - at);
    const byte = bytes[base + (at >> 3)] ?? 0;
    value += ((byte >> (at & 7)) & ((1 << take) - 1)) * scale;
    scale *= 2 ** take;
    at += take;
  }
  return value;
}

function valueText(value) {
  if (value.array) {
    return 'on';
  }
  const field = value.field;
  const outside = field.min < field.max && (value.value < field.min || value.value > field.max);
  return outside && field.flags & NULL_STATE ? `${value.value} (null)` : String(value.value);
}
