package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Helpers that programs of a kind may call according to our tables, but not in the kernel that is
 * asked, because it was built without them: for each kind of program the kernel is asked about a
 * program that only calls the helper. Missing ones are listed with the programs that are skipped
 * because of them, for comparison with the kernel's configuration.
 */
final class MissingHelpers {
  private static final int LAST = 220;
  private static final int CALL = Opcode.JMP | Opcode.CALL;
  private static final int EXIT = Opcode.JMP | Opcode.EXIT;
  private static final String REFUSAL = "program of this type cannot use helper ";

  private final Map<Kind, Map<Integer, String>> missing;

  private MissingHelpers(Map<Kind, Map<Integer, String>> missing) {
    this.missing = missing;
  }

  /** What determines in the kernel which helpers a program may call. */
  private record Kind(int type, int attachType, int attachTypeId, boolean sleepable) {
    static Kind of(RawProgram program) {
      return new Kind(
          program.type(), program.attachType(), program.attachTypeId(), program.sleepable());
    }
  }

  /** A program of a kind, and what the kernel is given besides its instructions. */
  record Sample(LinkedProgram program, RawProgram kernel) {}

  /** No missing helpers. */
  static MissingHelpers none() {
    return new MissingHelpers(Map.of());
  }

  /** Asks a kernel for missing helpers. */
  static MissingHelpers ask(
      ApiProfile profile, List<Sample> samples, Function<Batch, List<GuestKernel.Reply>> kernel) {
    Map<Kind, Sample> kinds = new LinkedHashMap<>();
    samples.forEach(sample -> kinds.putIfAbsent(Kind.of(sample.kernel()), sample));
    List<RawProgram> bases = new ArrayList<>();
    List<Batch.Entry> entries = new ArrayList<>();
    List<HelperPrototype> asked = new ArrayList<>();
    for (Sample sample : kinds.values()) {
      bases.add(bare(sample.kernel()));
      for (int number = 1; number <= LAST; number++) {
        HelperPrototype helper = profile.helper(sample.program(), number);
        if (helper != null) {
          asked.add(helper);
          entries.add(new Batch.Entry(bases.size() - 1, 0, new int[0], callOf(number)));
        }
      }
    }
    List<GuestKernel.Reply> replies = kernel.apply(new Batch(bases, entries));
    Map<Kind, Map<Integer, String>> missing = new LinkedHashMap<>();
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof GuestKernel.Reply.Verdict(Answer answer)
          && answer.line().startsWith(REFUSAL)) {
        HelperPrototype helper = asked.get(i);
        missing
            .computeIfAbsent(Kind.of(bases.get(entries.get(i).base())), _ -> new TreeMap<>())
            .put(helper.number(), helper.name());
      }
    }
    return new MissingHelpers(missing);
  }

  private static RawProgram bare(RawProgram program) {
    return new RawProgram(
        program.name(),
        program.type(),
        program.attachType(),
        program.attachTypeId(),
        program.module(),
        program.sleepable(),
        program.license(),
        new byte[0],
        List.of());
  }

  private static byte[] callOf(int helper) {
    ByteBuffer code = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    int zero = Opcode.ALU64 | Opcode.MOV | Opcode.K;
    code.putLong(new Instruction(CALL, 0, Opcode.CALL_HELPER, (short) 0, helper).encode());
    code.putLong(new Instruction(zero, 0, 0, (short) 0, 0).encode());
    code.putLong(new Instruction(EXIT, 0, 0, (short) 0, 0).encode());
    return code.array();
  }

  /** Name of a helper that a program calls and the kernel lacks; null if there is none. */
  @Nullable String in(RawProgram program, List<Instruction> code) {
    Map<Integer, String> lacks = missing.get(Kind.of(program));
    if (lacks == null) {
      return null;
    }
    for (Instruction insn : code) {
      if (insn.opcode() == CALL
          && insn.src() == Opcode.CALL_HELPER
          && lacks.containsKey(insn.imm())) {
        return lacks.get(insn.imm());
      }
    }
    return null;
  }

  /** A line for each helper: the types of programs that lack it. */
  List<String> lines() {
    Map<String, TreeSet<String>> types = new TreeMap<>();
    missing.forEach(
        (kind, helpers) ->
            helpers
                .values()
                .forEach(
                    name ->
                        types
                            .computeIfAbsent(name, _ -> new TreeSet<>())
                            .add("%d/%d".formatted(kind.type(), kind.attachType()))));
    List<String> lines = new ArrayList<>();
    types.forEach(
        (name, kinds) ->
            lines.add(
                "built without %s for programs of type/attach type %s"
                    .formatted(name, String.join(" ", kinds))));
    return lines;
  }
}
