package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Makes slightly modified programs of object files. */
final class MutantSource implements HuntSource {
  private static final int BASES = 20;
  private static final int STRICT_ALIGNMENT = 1;
  private static final int STATE_FREQUENTLY = 8;

  private final long seed;
  private final List<Base> bases;
  private final List<Instruction> calls;

  /**
   * A program of an object.
   *
   * @param name object and program
   */
  record Base(String name, LinkedProgram program, RawProgram kernel) {
    HuntCase unchanged() {
      return new HuntCase(
          name, kernel, 0, HuntCase.withCode(program, program.instructions()), _ -> List.of());
    }
  }

  MutantSource(long seed, List<Base> bases) {
    this.seed = seed;
    this.bases =
        bases.stream()
            .filter(
                b -> b.program().instructions().stream().noneMatch(MutantSource::isProcessorNumber))
            .toList();
    Set<Instruction> all = new LinkedHashSet<>();
    for (Base base : bases) {
      for (Instruction insn : base.program().instructions()) {
        if (insn.opcode() == (Opcode.JMP | Opcode.CALL)
            && insn.src() != Opcode.PSEUDO_CALL
            && insn.imm() > 0
            && !isProcessorNumber(insn)) {
          all.add(insn);
        }
      }
    }
    calls = List.copyOf(all);
  }

  /**
   * Whether an instruction's range is the machine's number of processors, which follows no rule.
   */
  private static boolean isProcessorNumber(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL)
        && insn.src() == Opcode.CALL_HELPER
        && insn.imm() == CoreFunctions.GET_SMP_PROCESSOR_ID.number();
  }

  @Override
  public List<HuntCase> batch(long number, int size) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e37_79b9_7f4a_7c15L + number);
    Mutator mutator = new Mutator(random, calls);
    List<HuntCase> cases = new ArrayList<>();
    for (int b = 0; b < BASES && !bases.isEmpty(); b++) {
      Base base = bases.get(random.nextInt(bases.size()));
      Set<SortedMap<Integer, Instruction>> seen = new LinkedHashSet<>();
      for (int i = 0; i < size / BASES; i++) {
        SortedMap<Integer, Instruction> changes = mutator.changes(base.program().instructions());
        int flags =
            switch (random.nextInt(16)) {
              case 0 -> STATE_FREQUENTLY;
              case 1 -> STRICT_ALIGNMENT;
              default -> 0;
            };
        boolean isMachines = changes.values().stream().anyMatch(MutantSource::isProcessorNumber);
        if (!changes.isEmpty() && !isMachines && seen.add(changes)) {
          cases.add(mutant(base, number, i, flags, changes));
        }
      }
    }
    return cases;
  }

  private static HuntCase mutant(
      Base base, long number, int index, int flags, SortedMap<Integer, Instruction> changes) {
    return new HuntCase(
        "%s.%d.%d".formatted(base.name(), number, index),
        base.kernel(),
        flags,
        HuntCase.withCode(base.program(), Mutator.apply(base.program().instructions(), changes)),
        _ -> withFewer(base, number, index, flags, changes));
  }

  private static List<HuntCase> withFewer(
      Base base, long number, int index, int flags, SortedMap<Integer, Instruction> changes) {
    List<HuntCase> simpler = new ArrayList<>();
    if (flags != 0) {
      simpler.add(mutant(base, number, index, 0, changes));
    }
    if (changes.size() > 1) {
      for (int slot : changes.keySet()) {
        SortedMap<Integer, Instruction> fewer = new TreeMap<>(changes);
        fewer.remove(slot);
        simpler.add(mutant(base, number, index, flags, fewer));
      }
    }
    return simpler;
  }
}
