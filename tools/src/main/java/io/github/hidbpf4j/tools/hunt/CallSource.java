package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes programs that call whatever the type of an object's program may call, with its maps, types
 * and context: timers, work queues, iterators, dynptrs, pointers that must be released.
 */
final class CallSource implements HuntSource {
  private static final int BASES = 20;
  private static final int LAST_HELPER = 220;
  private static final Instruction NOTHING =
      new Instruction(Opcode.JMP | Opcode.JA, 0, 0, (short) 0, 0);

  private final long seed;
  private final List<MutantSource.Base> bases;
  private final ApiProfile profile;
  private final GuestKernel.Types types;
  private final Map<String, Functions> functions = new ConcurrentHashMap<>();

  CallSource(
      long seed, List<MutantSource.Base> bases, ApiProfile profile, GuestKernel.Types types) {
    this.seed = seed;
    this.bases = List.copyOf(bases);
    this.profile = profile;
    this.types = types;
  }

  /** What a program may call. */
  private record Functions(List<HelperPrototype> helpers, List<Integer> kfuncs) {}

  @Override
  public List<HuntCase> batch(long number, int size) {
    SplittableRandom random = new SplittableRandom(seed * 0x5851_f42d_4c95_7f2dL + number);
    List<HuntCase> cases = new ArrayList<>();
    for (int b = 0; b < BASES && !bases.isEmpty(); b++) {
      MutantSource.Base base = bases.get(random.nextInt(bases.size()));
      Functions all = functions.computeIfAbsent(base.name(), _ -> functionsOf(base));
      for (int i = 0; i < size / BASES && !all.helpers().isEmpty(); i++) {
        LinkedProgram program =
            new CallWriter(random, base.program(), types.btf(), all.helpers(), all.kfuncs())
                .write();
        cases.add(
            new HuntCase(
                "calls in %s.%d.%d".formatted(base.name(), number, i),
                base.kernel(),
                0,
                program,
                CallSource::withLess));
      }
    }
    return cases;
  }

  private Functions functionsOf(MutantSource.Base base) {
    List<HelperPrototype> helpers = new ArrayList<>();
    for (int number = 1; number <= LAST_HELPER; number++) {
      HelperPrototype helper = profile.helper(base.program(), number);
      if (helper != null && number != CoreFunctions.GET_SMP_PROCESSOR_ID.number()) {
        helpers.add(helper);
      }
    }
    Btf kernel = types.btf();
    boolean module = !base.kernel().module().isEmpty();
    List<Integer> kfuncs =
        profile.kfuncSets().stream()
            .flatMap(set -> set.kfuncs().keySet().stream())
            .distinct()
            .filter(name -> profile.kfunc(base.program(), name) != null)
            .flatMap(name -> kernel.find(name, BtfType.Func.class).stream())
            .filter(id -> module || id <= types.kernelTypes())
            .toList();
    return new Functions(helpers, kfuncs);
  }

  /** Variants in which some instructions do nothing. */
  private static List<HuntCase> withLess(HuntCase hunted) {
    List<Instruction> code = hunted.program().instructions();
    List<HuntCase> simpler = new ArrayList<>();
    for (int length = Math.max(1, code.size() / 4); length > 0; length /= 2) {
      for (int from = 0; from < code.size(); from += length) {
        List<Instruction> less = new ArrayList<>(code);
        for (int i = from; i < Math.min(code.size(), from + length); i++) {
          boolean isExit = code.get(i).opcode() == (Opcode.JMP | Opcode.EXIT);
          if (!isExit) {
            less.set(i, NOTHING);
          }
        }
        if (isWhole(less) && !less.equals(code)) {
          simpler.add(hunted.with(HuntCase.withCode(hunted.program(), less)));
        }
      }
    }
    return simpler;
  }

  /** Whether every 64-bit constant still has its second half. */
  private static boolean isWhole(List<Instruction> code) {
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i).opcode() == Opcode.LD_IMM64) {
        if (code.get(++i).opcode() != 0) {
          return false;
        }
      } else if (code.get(i).opcode() == 0) {
        return false;
      }
    }
    return true;
  }
}
