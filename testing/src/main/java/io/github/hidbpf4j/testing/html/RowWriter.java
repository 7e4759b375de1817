package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.bpf.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds rows to the store, and keeps the tables that they refer to. */
final class RowWriter {
  private final RowStore store = new RowStore();
  private final TextTable texts = new TextTable();
  private final DescriptorTable descriptors = new DescriptorTable();
  private final Roots roots = new Roots();
  private final Map<Lane, Integer> laneNumbers = new HashMap<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final Map<Long, String> errnos = new TreeMap<>();

  /** Ends writing; returns what was written. */
  WrittenRows finish() {
    return new WrittenRows(
        store.chunks(),
        store.rows(),
        store.gap(),
        List.copyOf(lanes),
        texts.texts(),
        descriptors,
        errnos);
  }

  DescriptorTable descriptors() {
    return descriptors;
  }

  Roots roots() {
    return roots;
  }

  private int number(Lane lane) {
    return laneNumbers.computeIfAbsent(
        lane,
        l -> {
          lanes.add(l);
          return lanes.size() - 1;
        });
  }

  /** Builds a row; fields that are not set are empty or 0. */
  final class Draft {
    private final RowKind kind;
    private final Lane lane;
    private final long at;
    private long took;
    private String text = "";
    private byte[] bytes = EventRow.NOTHING;
    private long a;
    private long b;
    private long root = Roots.NONE;

    private Draft(RowKind kind, Lane lane, long at) {
      this.kind = kind;
      this.lane = lane;
      this.at = at;
    }

    Draft since(long began) {
      took = Math.max(0, at - began);
      return this;
    }

    Draft text(String newText) {
      text = newText;
      return this;
    }

    Draft bytes(byte[] newBytes) {
      bytes = newBytes;
      return this;
    }

    Draft a(long number) {
      a = number;
      return this;
    }

    /** Sets the result; a small negative one is an errno. */
    Draft result(long result) {
      if (result < 0 && result > -4096) {
        String _ = errnos.computeIfAbsent(result, Errno::describe);
      }
      return a(result);
    }

    Draft b(long number) {
      b = number;
      return this;
    }

    Draft root(long row) {
      root = row;
      return this;
    }

    /** Writes the row; returns its number. */
    long write() {
      long row = store.rows();
      store.add(new EventRow(kind, number(lane), at, took, texts.number(text), bytes, a, b, root));
      return row;
    }
  }

  Draft row(RowKind kind, Lane lane, long at) {
    return new Draft(kind, lane, at);
  }
}
