package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs bare instructions under profile {@code raw} the way public eBPF conformance suites call
 * their plugins: program and memory as hexadecimal text in, R0 as hexadecimal text out.
 *
 * <pre>
 * isa-run [--program HEX] [MEMORY]       program from --program, or from standard input
 * isa-run PROGRAM MEMORY                 both as arguments
 * </pre>
 *
 * <p>Hexadecimal text may hold white space; {@code MEMORY} may be empty. A single argument is the
 * memory, unless standard input is empty: then it is the program. A run begins with R1 = address of
 * the memory and R2 = its length in bytes (R1 = 0 when it is empty). Exit code 0 and R0 in
 * lower-case digits without leading zeros, or 1 and one line on standard error.
 */
public final class IsaRun {
  /** Instruction slots that Linux accepts at most (BPF_COMPLEXITY_LIMIT_INSNS). */
  private static final int MAX_PROGRAM = 1_000_000 * 8;

  private static final int MAX_MEMORY = 1 << 20;

  /** Text of the longest program with a space after every digit. */
  private static final int MAX_TEXT = MAX_PROGRAM * 4;

  private final BiFunction<LinkedProgram, ApiProfile, VerifiedProgram> verifier;
  private final Function<ArenaMemory, Machine> machines;

  /**
   * A runner.
   *
   * @param verifier verifies under this profile, which is {@code raw}
   * @param machines makes a machine with the helpers of that profile over this memory
   */
  public IsaRun(
      BiFunction<LinkedProgram, ApiProfile, VerifiedProgram> verifier,
      Function<ArenaMemory, Machine> machines) {
    this.verifier = verifier;
    this.machines = machines;
  }

  /** The command {@code scripts/isa-run}. */
  public static void main(String[] arguments) {
    IsaRun command =
        new IsaRun(
            Verifier::verify,
            memory -> {
              Machine machine = Machine.builder(memory, new VirtualClock(0)).build();
              machine.provide(GenericHelpers.registry());
              return machine;
            });
    System.exit(command.run(List.of(arguments), System.in, System.out, System.err));
  }

  private record Input(byte[] program, byte[] memory) {}

  /** Runs the command and returns its exit code. */
  public int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
    try {
      Input input = read(arguments, in);
      out.println(Long.toHexString(run(input.program, input.memory)));
      return 0;
    } catch (BpfException | IOException e) {
      err.println("isa-run: " + e.getMessage());
      return 1;
    }
  }

  /**
   * Verifies and runs a program and returns R0.
   *
   * @param program bytes of its slots
   * @param memory contents of the memory that R1 points to
   */
  public long run(byte[] program, byte[] memory) {
    VerifiedProgram verified =
        verifier.apply(
            BareProgram.of("program", BareProgram.decode(program)),
            BaseProfiles.raw(memory.length));
    ArenaMemory arena = ArenaMemory.heap(memory.length <= 1 << 16 ? 18 : 22);
    Machine machine = machines.apply(arena);
    long address = 0;
    if (memory.length > 0) {
      address = arena.allocate(memory.length, "memory");
      arena.putBytes(address, memory);
    }
    return machine.load(verified, List.of()).run(address, memory.length);
  }

  private static Input read(List<String> arguments, InputStream in) throws IOException {
    List<String> plain = new ArrayList<>();
    String program = null;
    for (int i = 0; i < arguments.size(); i++) {
      String a = arguments.get(i);
      if (a.equals("--program")) {
        if (++i == arguments.size()) {
          throw new BpfException("--program without a value, expected hexadecimal digits");
        }
        program = arguments.get(i);
      } else if (a.startsWith("-")) {
        throw new BpfException("unknown option '%s', expected --program".formatted(a));
      } else {
        plain.add(a);
      }
    }
    if (program == null && plain.size() == 2) {
      program = plain.removeFirst();
    } else if (program == null) {
      program = text(in);
      if (program.isBlank() && plain.size() == 1) {
        program = plain.removeFirst();
      }
    }
    if (plain.size() > 1) {
      throw new BpfException(
          "argument '%s' after program and memory, expected none".formatted(plain.getLast()));
    }
    String memory = plain.isEmpty() ? null : plain.getFirst();
    return new Input(bytes("program", program, MAX_PROGRAM), bytes("memory", memory, MAX_MEMORY));
  }

  private static String text(InputStream in) throws IOException {
    byte[] read = in.readNBytes(MAX_TEXT + 1);
    if (read.length > MAX_TEXT) {
      throw new BpfException(
          "program on standard input is longer than %d bytes".formatted(MAX_TEXT));
    }
    return new String(read, StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String what, @Nullable String hex, int most) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; hex != null && i < hex.length(); i++) {
      char c = hex.charAt(i);
      if (Character.digit(c, 16) >= 0 && c < 128) {
        digits.append(c);
      } else if (!Character.isWhitespace(c)) {
        throw new BpfException(
            "%s: '%s' at offset %d, expected hexadecimal digits".formatted(what, c, i));
      }
    }
    if (digits.length() % 2 != 0) {
      throw new BpfException(
          "%s: %d hexadecimal digits, expected two for each byte".formatted(what, digits.length()));
    }
    if (digits.length() / 2 > most) {
      throw new BpfException(
          "%s of %d bytes, expected at most %d".formatted(what, digits.length() / 2, most));
    }
    return HexFormat.of().parseHex(digits);
  }
}
