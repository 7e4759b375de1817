package io.github.hidbpf4j.tools.isa;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.runtime.BareProgram;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs bare instructions under profile {@code raw} the way public eBPF conformance suites call
 * their plugins: program and memory as hexadecimal text in, R0 as hexadecimal text out.
 *
 * <pre>
 * isa-run [--program HEX] [MEMORY]       program from --program, or from standard input
 * isa-run PROGRAM MEMORY                 both as arguments
 * isa-run --lines [FILE...]              many programs, one a line, from files or standard input
 * </pre>
 *
 * <p>{@code --engine} chooses what runs them: {@code interpreter} (the default) or {@code
 * compiled}. With {@code --lines}, a line is {@code PROGRAM} or {@code PROGRAM,MEMORY}; {@code #}
 * begins a comment. Each results in a line of output: R0, or {@code error: } and what is wrong; the
 * exit code is 1 if there was an error.
 *
 * <p>Hexadecimal text may contain white space; {@code MEMORY} may be empty. A single argument is
 * the memory, unless standard input is empty: then it is the program. A run begins with R1 =
 * address of the memory and R2 = its length in bytes (R1 = 0 if it is empty). Exit code 0 and R0 in
 * lower-case digits without leading zeros, or 1 and one line on standard error.
 */
public final class IsaRun {
  /** Size of the largest program that Linux accepts (BPF_COMPLEXITY_LIMIT_INSNS). */
  private static final int MAX_PROGRAM = 1_000_000 * 8;

  private static final int MAX_MEMORY = 1 << 20;

  /** Length of the text of the largest program with a space after every digit. */
  private static final int MAX_TEXT = MAX_PROGRAM * 4;

  private final BiFunction<LinkedProgram, ApiProfile, VerifiedProgram> verifier;
  private final BiFunction<ArenaMemory, Engine, Machine> machines;

  /**
   * Creates a runner.
   *
   * @param verifier verifies under this profile, which is {@code raw}
   * @param machines creates a machine with the helpers of that profile over this memory, which runs
   *     programs by this engine
   */
  public IsaRun(
      BiFunction<LinkedProgram, ApiProfile, VerifiedProgram> verifier,
      BiFunction<ArenaMemory, Engine, Machine> machines) {
    this.verifier = verifier;
    this.machines = machines;
  }

  /** The command {@code scripts/isa-run}. */
  public static void main(String[] arguments) {
    IsaRun command =
        new IsaRun(
            Verifier::verify,
            (memory, engine) -> {
              Machine machine = Machine.builder(memory, new VirtualClock(0)).engine(engine).build();
              machine.provide(GenericHelpers.registry());
              return machine;
            });
    System.exit(command.run(List.of(arguments), System.in, System.out, System.err));
  }

  /** The parsed arguments; the program is null if it comes from standard input. */
  private static final class Arguments {
    Engine engine = Engine.INTERPRETER;
    boolean lines;
    @Nullable String program;
    final List<String> plain = new ArrayList<>();
  }

  /** Runs the command and returns its exit code. */
  public int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
    try {
      Arguments given = read(arguments);
      if (given.lines) {
        return lines(given, in, out);
      }
      String program = program(given, in);
      if (given.plain.size() > 1) {
        throw new BpfException(
            "argument '%s' after program and memory, expected none"
                .formatted(given.plain.getLast()));
      }
      String memory = given.plain.isEmpty() ? "" : given.plain.getFirst();
      out.println(run(program, memory, given.engine));
      return 0;
    } catch (BpfException | IOException e) {
      err.println("isa-run: " + e.getMessage());
      return 1;
    }
  }

  private int lines(Arguments given, InputStream in, PrintStream out) throws IOException {
    boolean fine = true;
    if (given.plain.isEmpty()) {
      return lines(in, given.engine, out) ? 0 : 1;
    }
    for (String file : given.plain) {
      try (InputStream from = Files.newInputStream(Path.of(file))) {
        fine &= lines(from, given.engine, out);
      } catch (NoSuchFileException e) {
        throw new BpfException(file + ": no such file", e);
      }
    }
    return fine ? 0 : 1;
  }

  private boolean lines(InputStream in, Engine engine, PrintStream out) throws IOException {
    boolean fine = true;
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    for (String line = line(reader); line != null; line = line(reader)) {
      int comment = line.indexOf('#');
      String text = comment < 0 ? line : line.substring(0, comment);
      if (text.isBlank()) {
        continue;
      }
      int comma = text.indexOf(',');
      try {
        String program = comma < 0 ? text : text.substring(0, comma);
        out.println(run(program, comma < 0 ? "" : text.substring(comma + 1), engine));
      } catch (BpfException e) {
        fine = false;
        out.println("error: " + e.getMessage());
      }
    }
    return fine;
  }

  /** Reads a line of at most {@link #MAX_TEXT} characters; null at the end. */
  private static @Nullable String line(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() == MAX_TEXT) {
        throw new BpfException("a line is longer than %d characters".formatted(MAX_TEXT));
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private String run(String program, String memory, Engine engine) {
    return Long.toHexString(
        run(bytes("program", program, MAX_PROGRAM), bytes("memory", memory, MAX_MEMORY), engine));
  }

  /** Verifies a program and runs it by the interpreter. */
  public long run(byte[] program, byte[] memory) {
    return run(program, memory, Engine.INTERPRETER);
  }

  /**
   * Verifies and runs a program and returns R0.
   *
   * @param program bytes of its slots
   * @param memory contents of the memory that R1 points to
   */
  public long run(byte[] program, byte[] memory, Engine engine) {
    VerifiedProgram verified =
        verifier.apply(
            BareProgram.of("program", BareProgram.decode(program)),
            BaseProfiles.raw(memory.length));
    ArenaMemory arena = ArenaMemory.heap(memory.length <= 1 << 16 ? 18 : 22);
    Machine machine = machines.apply(arena, engine);
    long address = 0;
    if (memory.length > 0) {
      address = arena.allocate(memory.length, "memory");
      arena.putBytes(address, memory);
    }
    return machine.load(verified, List.of()).run(address, memory.length);
  }

  private static Arguments read(List<String> arguments) {
    Arguments read = new Arguments();
    for (int i = 0; i < arguments.size(); i++) {
      String a = arguments.get(i);
      switch (a) {
        case "--program", "--engine" -> {
          if (++i == arguments.size()) {
            throw new BpfException(
                "%s without a value, expected %s"
                    .formatted(
                        a,
                        a.equals("--program") ? "hexadecimal digits" : "interpreter or compiled"));
          }
          if (a.equals("--program")) {
            read.program = arguments.get(i);
          } else {
            read.engine = engine(arguments.get(i));
          }
        }
        case "--lines" -> read.lines = true;
        default -> {
          if (a.startsWith("-")) {
            throw new BpfException(
                "unknown option '%s', expected --program, --engine or --lines".formatted(a));
          }
          read.plain.add(a);
        }
      }
    }
    if (read.lines && read.program != null) {
      throw new BpfException("--lines and --program: choose one");
    }
    return read;
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "interpreter" -> Engine.INTERPRETER;
      case "compiled" -> Engine.COMPILED;
      default ->
          throw new BpfException("--engine '%s', expected interpreter or compiled".formatted(name));
    };
  }

  private static String program(Arguments given, InputStream in) throws IOException {
    if (given.program != null) {
      return given.program;
    }
    if (given.plain.size() == 2) {
      return given.plain.removeFirst();
    }
    String text = text(in);
    return text.isBlank() && given.plain.size() == 1 ? given.plain.removeFirst() : text;
  }

  private static String text(InputStream in) throws IOException {
    byte[] read = in.readNBytes(MAX_TEXT + 1);
    if (read.length > MAX_TEXT) {
      throw new BpfException(
          "program on standard input is longer than %d bytes".formatted(MAX_TEXT));
    }
    return new String(read, StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String what, String hex, int most) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < hex.length(); i++) {
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
