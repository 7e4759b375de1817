package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.report.PhraseElements.Element;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of {@link ReportWords} for the elements entered last, with their values. Does not
 * allocate once it has its capacity.
 */
final class PhraseWriter {
  private static final int RUN = 3;
  private static final int RANKS = 5;

  // Values before and after, and whether there is one.
  private static final int BEFORE = 1;
  private static final int AFTER = 2;

  // Elements to write, in order.
  private Element[] entries = new Element[64];
  private long[] before = new long[64];
  private long[] after = new long[64];
  private byte[] there = new byte[64];
  private boolean[] atRest = new boolean[64];
  private boolean[] beyond = new boolean[64];
  private int[] ranks = new int[64];
  private int[] order = new int[64];
  private int count;

  /** Whether the entries are differences rather than values. */
  private boolean differences;

  private void enter(Element element, long old, long now, int which, boolean rest, boolean out) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, 2 * count);
      before = Arrays.copyOf(before, 2 * count);
      after = Arrays.copyOf(after, 2 * count);
      there = Arrays.copyOf(there, 2 * count);
      atRest = Arrays.copyOf(atRest, 2 * count);
      beyond = Arrays.copyOf(beyond, 2 * count);
      ranks = Arrays.copyOf(ranks, 2 * count);
      order = Arrays.copyOf(order, 2 * count);
    }
    entries[count] = element;
    before[count] = old;
    after[count] = now;
    there[count] = (byte) which;
    atRest[count] = rest;
    beyond[count] = out;
    order[count] = count;
    count++;
  }

  private static long value(@Nullable Field field, byte[] report, int base, int length, int bit) {
    return field == null
        ? 0
        : ReportDecoder.value(field, report, base, Math.max(0, length - base), bit);
  }

  // ---- values

  /** Enters the elements that are not at rest, or if there are none, all. */
  void values(PhraseElements of, byte[] report, int length, int most, StringBuilder to) {
    if (enterValues(of, report, length, false) || enterValues(of, report, length, true)) {
      write(most, to);
    }
  }

  /** Enters the elements that are not at rest; returns false if there are none. */
  boolean on(PhraseElements of, byte[] report, int length, StringBuilder to) {
    if (enterValues(of, report, length, false)) {
      write(Integer.MAX_VALUE, to);
      return true;
    }
    return false;
  }

  private boolean enterValues(PhraseElements of, byte[] report, int length, boolean resting) {
    count = 0;
    differences = false;
    for (Element e : of.elements()) {
      Field field = e.a();
      long value = value(field, report, of.offsetA(), length, e.bitA());
      if (field != null && ReportWords.isAtRest(e.place().usage(), field, value) == resting) {
        enter(e, 0, value, AFTER, resting, field.isOutOfRange((int) value));
      }
    }
    return count > 0;
  }

  // ---- differences

  /**
   * Enters the differences between two reports.
   *
   * @return whether there are any
   */
  boolean compare(
      PhraseElements of,
      byte[] sent,
      int sentLength,
      byte[] got,
      int gotLength,
      boolean withoutPadding) {
    count = 0;
    differences = true;
    for (Element e : of.elements()) {
      Field a = e.a();
      Field b = e.b();
      boolean padding = e.place().padding();
      if (padding && (withoutPadding || a == null || b == null)) {
        continue;
      }
      long old = value(a, sent, of.offsetA(), sentLength, e.bitA());
      long now = value(b, got, of.offsetB(), gotLength, e.bitB());
      boolean out =
          a != null && a.isOutOfRange((int) old) || b != null && b.isOutOfRange((int) now);
      String sense = out ? e.senseBeyond() : e.sense();
      if (a == null || b == null || old != now || !sense.isEmpty()) {
        int which = (a == null ? 0 : BEFORE) | (b == null ? 0 : AFTER);
        boolean neutral = old == 0 && now == 0;
        enter(e, old, now, which, neutral, out);
        ranks[count - 1] = rank(padding, now != 0, neutral, b != null);
      }
    }
    return count > 0;
  }

  private static int rank(boolean padding, boolean on, boolean neutral, boolean isThere) {
    if (padding) {
      return 3;
    }
    if (on) {
      return 0;
    }
    return neutral ? 4 : isThere ? 1 : 2;
  }

  /** Whether all differences are between 0 and absent. */
  boolean isQuiet() {
    for (int i = 0; i < count; i++) {
      if (!atRest[i]) {
        return false;
      }
    }
    return true;
  }

  /** Writes the differences entered, first those with a current value. */
  void changes(StringBuilder to) {
    int next = 0;
    for (int rank = 0; rank < RANKS; rank++) {
      for (int i = 0; i < count; i++) {
        if (ranks[i] == rank) {
          order[next++] = i;
        }
      }
    }
    write(Integer.MAX_VALUE, to);
  }

  // ---- as text

  private void write(int most, StringBuilder to) {
    int parts = 0;
    int last = -1;
    for (int i = 0; i < count; parts++) {
      int end = i + 1;
      while (end < count && follows(order[end - 1], order[end])) {
        end++;
      }
      if (end - i < RUN) {
        end = i + 1;
      }
      if (parts < most) {
        if (parts > 0) {
          to.append(", ");
        }
        part(i, end, last, to);
      }
      last = order[end - 1];
      i = end;
    }
    if (parts > most) {
      to.append(", ").append(parts - most).append(" more");
    }
  }

  private void part(int from, int to, int last, StringBuilder text) {
    int first = order[from];
    Element e = entries[first];
    boolean run = to > from + 1;
    if (run && !e.isRanked() && atRest[first] && !e.noun().isEmpty()) {
      text.append(to - from).append(' ').append(e.noun());
    } else {
      boolean sameName = last >= 0 && e.isRanked() && sameUsage(entries[last], e);
      if (sameName) {
        text.append('[').append(e.place().rank()).append(']');
      } else {
        text.append(e.label());
      }
      if (run) {
        Element end = entries[order[to - 1]];
        if (e.isRanked()) {
          text.setLength(text.length() - 1);
          text.append('…').append(end.place().rank()).append(']');
        } else {
          text.append('…').append(end.place().usage() & 0xffff);
        }
      }
    }
    text.append(' ');
    tail(first, e, text);
  }

  private void tail(int i, Element e, StringBuilder text) {
    if (!differences) {
      text.append(after[i]);
      Field field = e.a();
      if (beyond[i] && field != null) {
        limit(field, after[i], text);
      }
      return;
    }
    boolean both = there[i] == (BEFORE | AFTER);
    if (!both || before[i] != after[i]) {
      if ((there[i] & BEFORE) == 0) {
        text.append('–');
      } else {
        text.append(before[i]);
      }
      text.append(" → ");
    }
    if ((there[i] & AFTER) == 0) {
      text.append('–');
    } else {
      text.append(after[i]);
    }
    String sense = sense(i);
    if (!sense.isEmpty()) {
      text.append(" (").append(sense).append(')');
    }
  }

  private static void limit(Field field, long value, StringBuilder text) {
    if (field.isNull((int) value)) {
      text.append(" (null)");
    } else if ((int) value < field.logicalMinimum()) {
      text.append(" (under ").append(field.logicalMinimum()).append(')');
    } else {
      text.append(" (over ").append(field.logicalMaximum()).append(')');
    }
  }

  private String sense(int i) {
    return beyond[i] ? entries[i].senseBeyond() : entries[i].sense();
  }

  private static boolean sameUsage(Element a, Element b) {
    return !a.place().padding() && !b.place().padding() && a.place().usage() == b.place().usage();
  }

  /** Whether two entries in a row can be combined. */
  private boolean follows(int i, int k) {
    Element a = entries[i];
    Element b = entries[k];
    if (a.place().padding() || b.place().padding() || !sameTail(i, k)) {
      return false;
    }
    if (a.isRanked() || b.isRanked()) {
      return sameUsage(a, b) && b.place().rank() == a.place().rank() + 1;
    }
    if (atRest[i] && !a.noun().isEmpty()) {
      return a.noun().equals(b.noun());
    }
    return ReportWords.isCounted(a.place().usage()) && b.place().usage() == a.place().usage() + 1;
  }

  private boolean sameTail(int i, int k) {
    if (there[i] != there[k] || before[i] != before[k] || after[i] != after[k]) {
      return false;
    }
    if (differences) {
      return sense(i).equals(sense(k));
    }
    Field a = entries[i].a();
    Field b = entries[k].a();
    return beyond[i] == beyond[k]
        && (!beyond[i] || a != null && b != null && sameLimit(a, b, (int) after[i]));
  }

  private static boolean sameLimit(Field a, Field b, int value) {
    if (a.isNull(value) || b.isNull(value)) {
      return a.isNull(value) == b.isNull(value);
    }
    boolean under = value < a.logicalMinimum();
    return under == value < b.logicalMinimum()
        && (under
            ? a.logicalMinimum() == b.logicalMinimum()
            : a.logicalMaximum() == b.logicalMaximum());
  }
}
