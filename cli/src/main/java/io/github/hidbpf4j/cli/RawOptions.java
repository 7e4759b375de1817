package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.map.MapException;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.object.SectionDefinition;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.runtime.BareProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for bare instructions: the type of the program, and its maps. */
final class RawOptions {
  private static final int MOST_MEMORY = 1 << 20;
  private static final int CPUS = 1;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "Program type as in enum bpf_prog_type (socket_filter, xdp, syscall, ...), or a section name (fentry.s/FUNCTION, struct_ops/STRUCT.MEMBER, uprobe.s, ...); unspec is profile raw, with memory in R1. Default: socket_filter.")
  @Nullable String type;

  @Option(
      names = "--map",
      paramLabel = "SPEC",
      description =
          "A map: TYPE[,key=BYTES][,value=BYTES][,entries=N][,flags=N][,name=NAME][,inner=NUMBER][,data=HEX][,frozen][,FIELD@OFFSET...]; FIELD is spin_lock, timer or wq. May be repeated: the first is number 0.")
  List<String> maps = List.of();

  @Option(names = "--sleepable", description = "Load with BPF_F_SLEEPABLE.")
  boolean sleepable;

  @Option(
      names = "--license",
      paramLabel = "TEXT",
      description = "Licence of the program. Default: GPL.")
  @Nullable String license;

  @Option(
      names = "--memory",
      paramLabel = "BYTES",
      description = "With --type unspec: bytes that R1 points to. Default: 0.")
  @Nullable Integer memory;

  /** Whether any of these options was given. */
  boolean isGiven() {
    return type != null || !maps.isEmpty() || sleepable || license != null || memory != null;
  }

  /** The name of a program given on the command line. */
  static String nameOf(String input) {
    return HexText.isHex(input) ? "instructions" : input.equals("-") ? "standard input" : input;
  }

  private boolean isUnspec() {
    return "unspec".equalsIgnoreCase(type);
  }

  /**
   * The profiles to verify under: the raw one with {@code --type unspec}, otherwise the requested
   * ones.
   */
  List<ApiProfile> profiles(List<ApiProfile> asked) {
    if (memory != null && (!isUnspec() || memory < 0 || memory > MOST_MEMORY)) {
      throw new Errors.UsageException(
          "--memory %d: requires --type unspec and 0 to %d".formatted(memory, MOST_MEMORY));
    }
    return isUnspec() ? List.of(BaseProfiles.raw(memory == null ? 0 : memory)) : asked;
  }

  /**
   * Makes the program.
   *
   * @param input hexadecimal digits, the name of a file of them, or {@code -}
   */
  LinkedProgram program(String input, ApiProfile profile, KernelOptions kernel) throws IOException {
    byte[] bytes =
        HexText.isHex(input)
            ? HexText.decode("instructions", input)
            : HexText.decode(nameOf(input), HexText.read(Path.of(input)));
    return program(nameOf(input), bytes, isUnspec() ? null : kernel.anyTypes(profile));
  }

  private LinkedProgram program(String name, byte[] bytes, @Nullable Btf types) {
    List<Instruction> slots;
    try {
      slots = BareProgram.decode(bytes);
    } catch (BpfException e) {
      throw new BpfException(name + ": " + e.getMessage(), e);
    }
    LinkedProgram bare = BareProgram.of(name, slots);
    Kind kind = kind(type == null ? "socket_filter" : type);
    return new LinkedProgram(
        name,
        "program",
        kind.section,
        kind.type,
        sleepable || kind.sleepable,
        kind.target,
        license == null ? "GPL" : license,
        bare.instructions(),
        bare.subprograms(),
        List.of(),
        mapSpecs(),
        null,
        types);
  }

  private record Kind(ProgramType type, String section, boolean sleepable, AttachTarget target) {}

  private static Kind kind(String name) {
    Optional<SectionDefinition> section = SectionDefinition.find(name);
    if (section.isPresent()) {
      AttachTarget target = section.get().target(name);
      if (target instanceof AttachTarget.StructOpsMember(_, String member)) {
        int dot = member.indexOf('.');
        if (dot <= 0 || dot == member.length() - 1) {
          throw new Errors.UsageException(
              "--type %s: expected struct_ops/STRUCT.MEMBER".formatted(name));
        }
        target =
            new AttachTarget.StructOpsMember(member.substring(0, dot), member.substring(dot + 1));
      }
      return new Kind(section.get().type(), name, section.get().sleepable(), target);
    }
    for (ProgramType type : ProgramType.values()) {
      if (type.name().equalsIgnoreCase(name)) {
        return new Kind(type, "", false, new AttachTarget.None());
      }
    }
    throw new Errors.UsageException(
        "--type %s: no such program type or section, expected one of %s"
            .formatted(
                name,
                Arrays.stream(ProgramType.values())
                    .map(t -> t.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "))));
  }

  private List<MapSpec> mapSpecs() {
    List<MapSpec> specs = new ArrayList<>();
    for (String text : maps) {
      MapSpec spec = MapOption.parse(text, specs);
      try {
        MapFactory.check(spec, CPUS, KptrPolicy.LOCAL);
      } catch (MapException e) {
        throw new BpfException("--map %s: %s".formatted(text, e.getMessage()), e);
      }
      specs.add(spec);
    }
    return specs;
  }
}
