package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes programs by the fuzzer's generator. */
final class GeneratedSource implements HuntSource {
  private final long seed;
  private final RealKernelPrograms programs;
  private final RawProgramMaker maker;
  private volatile @Nullable RawProgram base;

  GeneratedSource(long seed, RealKernelPrograms programs, RawProgramMaker maker) {
    this.seed = seed;
    this.programs = programs;
    this.maker = maker;
  }

  @Override
  public List<HuntCase> batch(long number, int size) {
    List<HuntCase> cases = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long each = seed * 1_000_000_000L + number * size + i;
      programs
          .program(each)
          .ifPresent(
              program ->
                  cases.add(
                      new HuntCase("seed " + each, base(program), 0, program, this::smaller)));
    }
    return cases;
  }

  /** What the programs have in common: they differ only in their instructions. */
  private RawProgram base(LinkedProgram program) {
    RawProgram known = base;
    if (known == null) {
      known = maker.make(program);
      base = known;
    }
    return known;
  }

  private List<HuntCase> smaller(HuntCase hunted) {
    return programs.smaller(hunted.program()).stream().map(hunted::with).toList();
  }
}
