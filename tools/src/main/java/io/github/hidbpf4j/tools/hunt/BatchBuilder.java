package io.github.hidbpf4j.tools.hunt;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Puts programs together to a {@link Batch}, with the base of several of them once. */
final class BatchBuilder {
  private final RawProgramMaker maker;
  private final List<RawProgram> bases = new ArrayList<>();
  private final Map<RawProgram, Integer> places = new IdentityHashMap<>();
  private final List<Batch.Entry> entries = new ArrayList<>();

  BatchBuilder(RawProgramMaker maker) {
    this.maker = maker;
  }

  /** Adds a program; those of the same base follow each other. */
  void add(HuntCase hunted) {
    int place =
        places.computeIfAbsent(
            hunted.base(),
            base -> {
              bases.add(base);
              return bases.size() - 1;
            });
    entries.add(
        new Batch.Entry(
            place,
            hunted.flags(),
            RawProgramMaker.functions(hunted.program()),
            maker.code(hunted.program().instructions())));
  }

  /** All of them. */
  Batch build() {
    return new Batch(bases, entries);
  }
}
