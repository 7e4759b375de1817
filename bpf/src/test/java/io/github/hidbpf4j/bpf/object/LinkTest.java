package io.github.hidbpf4j.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget.StructOpsMember;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTest {
  private static final int POISON = 0xbad2310;

  /** What a program stores to {@code out[]}: constants of its moves and 64-bit loads, in order. */
  private static List<Long> stored(LinkedProgram program) {
    Map<Integer, Long> registers = new java.util.HashMap<>();
    List<Long> stored = new ArrayList<>();
    List<Instruction> code = program.instructions();
    for (int i = 0; i < code.size(); i++) {
      Instruction n = code.get(i);
      switch (n.opcode()) {
        case 0xb4, 0xb7 -> registers.put(n.dst(), (long) n.imm());
        case 0x18 -> {
          registers.put(
              n.dst(), Integer.toUnsignedLong(n.imm()) | (long) code.get(i + 1).imm() << 32);
          i++;
        }
        case 0x7b -> stored.add(registers.get(n.src()));
        default -> {}
      }
    }
    return stored;
  }

  private static int id(Btf btf, String struct) {
    return btf.findStruct(struct).orElseThrow();
  }

  @Test
  void relocatesFields() {
    assertThat(stored(Fixtures.link("core").program("fields")))
        .containsExactly(
            20L, 2L, 0L, 1L, 1L, 0L, 55L, 58L, 52L, 104L, 96L, 112L, 72L, 1L, 120L, 0L, 276L);
  }

  @Test
  void relocatesTypes() {
    LinkedProgram program = Fixtures.link("core").program("types");
    Btf local = Objects.requireNonNull(program.btf());
    assertThat(stored(program))
        .containsExactly(
            (long) id(local, "sample"),
            (long) id(Fixtures.kernel(), "sample"),
            1L,
            128L,
            0L,
            0L,
            1L,
            1L,
            0L,
            1L,
            1L,
            0L);
  }

  @Test
  void relocatesEnumerators() {
    assertThat(stored(Fixtures.link("core").program("enums")))
        .containsExactly(1L, 20L, 70L, 0L, 0x8877665544332211L);
  }

  @Test
  void movesAndNarrowsLoads() {
    List<Instruction> code = Fixtures.link("core").program("loads").instructions();
    assertThat(code.stream().filter(i -> i.instructionClass() == 1).skip(1))
        .extracting(Instruction::opcode, i -> (int) i.offset())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0x61, 20),
            org.assertj.core.groups.Tuple.tuple(0x69, 16),
            org.assertj.core.groups.Tuple.tuple(0x61, 44),
            org.assertj.core.groups.Tuple.tuple(0x79, 8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "poisoned|1|<byte_off> [%d] struct sample.gone (0:7 @ offset 72)",
        "bad_size|1|<byte_off> [%d] struct sample.sign (0:8 @ offset 76)",
      })
  void poisonsWhatTheKernelLacks(String name, int slot, String what) {
    LinkedObject linked = Fixtures.link("core");
    LinkedProgram program = linked.program(name);
    assertThat(program.instructions().get(slot))
        .isEqualTo(new Instruction(0x85, 0, 0, (short) 0, POISON));
    Btf btf = Fixtures.open("core").btf().orElseThrow();
    assertThat(linked.poisoned().get(name)).containsEntry(slot, what.formatted(id(btf, "sample")));
  }

  @Test
  void poisonsBothSlotsOfALongLoad() {
    LinkedObject linked = Fixtures.link("core");
    Instruction poison = new Instruction(0x85, 0, 0, (short) 0, POISON);
    assertThat(linked.program("poisoned_enum").instructions()).startsWith(poison, poison);
    assertThat(Objects.requireNonNull(linked.poisoned().get("poisoned_enum")).get(0))
        .endsWith("enum colour::MAUVE = 99");
  }

  @Test
  void jumpTablesSpoilThePrograms() {
    LinkedObject linked = Fixtures.link("jump_table");
    assertThat(linked.failures()).containsOnlyKeys("by_table");
    assertThat(linked.failures().get("by_table"))
        .hasMessage(
            "prog 'by_table': relocation against 'table' in section '.jumptables': jump tables"
                + " (clang 22 and Linux 6.19 or newer) are not supported here; compile with"
                + " -fno-jump-tables (in jump_table.bpf.o)");
  }

  @Test
  void reportsAmbiguityOfOneProgramOnly() {
    LinkedObject linked = Fixtures.link("core");
    assertThat(linked.failures()).containsOnlyKeys("ambiguous");
    assertThatThrownBy(() -> linked.program("ambiguous"))
        .isInstanceOf(LoadException.class)
        .hasMessageMatching(
            "prog 'ambiguous': relo #\\d+: insn #0: field offset ambiguity: 192 != 64 \\(in"
                + " core.bpf.o\\)");
    assertThatThrownBy(() -> linked.program("nobody")).hasMessageStartingWith("prog 'nobody': not");
  }

  @Test
  void needsAKernelForCoreOnly() {
    LinkedObject linked = Fixtures.open("core").link(null);
    assertThat(linked.failures().get("fields"))
        .hasMessageContaining("CO-RE relocations need the types of a kernel");
    assertThat(Fixtures.open("subprograms").link(null).failures()).isEmpty();
  }

  @Test
  void appendsSubprogramsInOrderOfCalls() {
    LinkedObject linked = Fixtures.link("subprograms");
    LinkedProgram first = linked.program("first");
    assertThat(first.subprograms())
        .extracting(Subprogram::name)
        .containsExactly("first", "global_one", "middle", "leaf", "hidden_one");
    assertThat(first.subprograms())
        .extracting(Subprogram::global)
        .containsExactly(true, true, false, false, false);
    assertThat(linked.program("second").subprograms())
        .extracting(Subprogram::name)
        .containsExactly("second", "each", "leaf", "each_global", "hidden_one");
    assertThat(linked.program("third").subprograms()).hasSize(1);
    for (LinkedProgram program : linked.programs()) {
      checkCalls(program);
      checkLines(program);
    }
  }

  /** Every call and every callback goes to the start of a function. */
  private static void checkCalls(LinkedProgram program) {
    List<Integer> starts = program.subprograms().stream().map(Subprogram::start).toList();
    List<Instruction> code = program.instructions();
    int calls = 0;
    for (int i = 0; i < code.size(); i++) {
      Instruction n = code.get(i);
      if (n.opcode() == 0x85 && n.src() == 1 || n.opcode() == 0x18 && n.src() == 4) {
        assertThat(starts).contains(i + n.imm() + 1);
        calls++;
      }
    }
    assertThat(calls).isGreaterThanOrEqualTo(program.subprograms().size() - 1);
    assertThat(program.subprograms().getLast().end()).isEqualTo(code.size());
  }

  private static void checkLines(LinkedProgram program) {
    int before = -1;
    for (LineInfo line : program.lines()) {
      assertThat(line.slot()).isGreaterThan(before).isLessThan(program.instructions().size());
      assertThat(line.file()).endsWith("subprograms.bpf.c");
      before = line.slot();
    }
    for (Subprogram subprogram : program.subprograms()) {
      LineInfo line = Objects.requireNonNull(program.lineAt(subprogram.start()));
      assertThat(line.slot()).isEqualTo(subprogram.start());
      assertThat(line.text()).contains(subprogram.name());
    }
  }

  @Test
  void refersToMapsAndTheirData() {
    LinkedProgram program = Fixtures.link("maps").program("use_all");
    List<String> referred = new ArrayList<>();
    BpfObject object = Fixtures.open("maps");
    for (int i = 0; i < program.instructions().size(); i++) {
      Instruction n = program.instructions().get(i);
      if (n.opcode() == 0x18 && n.src() == 1) {
        referred.add(program.maps().get(n.imm()).name());
      } else if (n.opcode() == 0x18 && n.src() == 2) {
        MapSpec map = program.maps().get(n.imm());
        long offset = program.instructions().get(i + 1).imm();
        object.variables().stream()
            .filter(v -> v.map().equals(map.name()) && v.offset() == offset)
            .forEach(v -> referred.add(v.name()));
      }
    }
    assertThat(referred)
        .contains("by_type", "counter", "hidden_counter", "zero_static", "custom", "hidden_global")
        .contains("jumps", "HID", "UDEV_PROP_NAME");
    assertThat(program.maps()).doesNotHaveDuplicates();
  }

  @Test
  void fillsKernelConfiguration() {
    LinkedObject linked = Fixtures.link("externs");
    MapSpec kconfig = linked.map(".kconfig").orElseThrow();
    assertThat(kconfig.frozen()).isTrue();
    BpfObject object = Fixtures.open("externs");
    assertThat(value(object, kconfig, "LINUX_KERNEL_VERSION")).isEqualTo("000c0600");
    assertThat(value(object, kconfig, "CONFIG_HZ")).isEqualTo("fa000000");
    assertThat(value(object, kconfig, "CONFIG_HID_BPF")).isEqualTo("01");
    assertThat(value(object, kconfig, "CONFIG_UHID")).isEqualTo("01000000");
    assertThat(value(object, kconfig, "CONFIG_HID")).isEqualTo("79");
    assertThat(value(object, kconfig, "CONFIG_DEFAULT_HOSTNAME")).isEqualTo("286e6f6e6500");
    assertThat(value(object, kconfig, "CONFIG_NO_SUCH")).isEqualTo("0000000000000000");
    MapSpec older =
        object
            .link(Fixtures.kernel(), LinkOptions.DEFAULT.withKernelVersion(6, 3, 300))
            .map(".kconfig")
            .orElseThrow();
    assertThat(value(object, older, "LINUX_KERNEL_VERSION")).isEqualTo("ff030600");
    assertThat(linked.program("config").maps()).containsExactly(kconfig);
  }

  private static String value(BpfObject object, MapSpec kconfig, String name) {
    DataVariable variable = object.variable(name).orElseThrow();
    byte[] data = kconfig.initialData();
    assertThat(data).isNotNull();
    return HexFormat.of()
        .formatHex(data, (int) variable.offset(), (int) (variable.offset() + variable.size()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config_too_small|extern (kcfg) 'CONFIG_NR_CPUS': value '8192' doesn't fit in 1 bytes",
        "config_missing|extern (kcfg) 'CONFIG_STRONG_MISSING': (strong) not resolved",
        "kfunc_missing|extern (func ksym) 'no_such_kfunc': not found in kernel or module BTFs",
        "variable_missing|extern (var ksym) 'missing_variable': not found in kernel BTF",
        "address|extern (ksym) 'untyped': (strong) not resolved"
      })
  void saysWhichExternIsMissing(String program, String message) {
    LinkedObject linked = Fixtures.link("externs");
    assertThatThrownBy(() -> linked.program(program))
        .hasMessageStartingWith(message)
        .hasMessageEndingWith("(in externs.bpf.o)");
  }

  @Test
  void comparesTypesOfExterns() {
    LinkedObject linked = Fixtures.link("externs");
    assertThat(linked.failures().get("kfunc_incompatible"))
        .hasMessageMatching(
            "extern \\(func ksym\\) 'takes_struct': func_proto \\[\\d+] incompatible with vmlinux"
                + " \\[\\d+].*");
    assertThat(linked.failures().get("variable_incompatible"))
        .hasMessageMatching(
            "extern \\(var ksym\\) 'kernel_number': incompatible types, expected \\[\\d+] ptr , but"
                + " kernel has \\[\\d+] int int.*");
  }

  @Test
  void resolvesKfuncsAndKernelVariables() {
    LinkedObject linked = Fixtures.link("externs");
    Btf kernel = Fixtures.kernel();
    int getData = kernel.find("hid_bpf_get_data", BtfType.Func.class).orElseThrow();
    assertThat(linked.program("kfuncs").instructions().stream().filter(i -> i.opcode() == 0x85))
        .hasSize(2)
        .allMatch(i -> i.src() == 2 && i.imm() == getData && i.offset() == 0);
    int task = kernel.find("kernel_task", BtfType.Var.class).orElseThrow();
    List<Instruction> loads =
        linked.program("variables").instructions().stream()
            .filter(i -> i.opcode() == 0x18)
            .toList();
    assertThat(loads).anyMatch(i -> i.src() == 3 && i.imm() == task);
    assertThat(loads).anyMatch(i -> i.src() == 0 && i.imm() == 0);
    assertThat(linked.program("kfunc_weak").instructions().stream().filter(i -> i.opcode() == 0x85))
        .hasSize(2)
        .allMatch(i -> i.src() == 0 && i.imm() >= 2_002_000_000);
    assertThat(linked.poisoned().getOrDefault("kfunc_weak", Map.of()).values())
        .allMatch(what -> what.matches("kfunc '\\w+' is referenced but wasn't resolved"))
        .hasSize(2);
    // libbpf numbers externs by name, behind those of .kconfig.
    List<String> symbols = Fixtures.open("externs").kernelSymbols();
    assertThat(symbols).isSorted();
    Set<Integer> firstNumbers = new HashSet<>();
    Objects.requireNonNull(linked.poisoned().get("kfunc_weak"))
        .forEach(
            (slot, what) -> {
              int number = linked.program("kfunc_weak").instructions().get(slot).imm();
              firstNumbers.add(number - symbols.indexOf(what.split("'", -1)[1]));
            });
    assertThat(firstNumbers).hasSize(1).allMatch(first -> first >= 2_002_000_000);
    assertThat(linked.program("helper").instructions().getFirst())
        .isEqualTo(new Instruction(0x85, 0, 0, (short) 0, 7));
    LinkedObject addressed =
        Fixtures.open("externs")
            .link(kernel, LinkOptions.DEFAULT.withKsyms(Map.of("untyped", 0xffffffff81234567L)));
    List<Instruction> code = addressed.program("address").instructions();
    assertThat(code.get(0).imm()).isEqualTo(0x81234567);
    assertThat(code.get(1).imm()).isEqualTo(-1);
  }

  /** As in kallsyms: what the kernel BTF has, has an address. */
  @Test
  void untypedSymbolsThatTheKernelHasAreNotNull() {
    List<BtfType> types = new ArrayList<>(Fixtures.kernel().types());
    types.add(new BtfType.FuncProto(0, List.of()));
    types.add(new BtfType.Func("weak_untyped", types.size(), BtfType.Linkage.GLOBAL));
    types.add(new BtfType.Var("untyped", 1, BtfType.Linkage.GLOBAL));
    Btf kernel = new Btf(types);
    LinkedObject linked = Fixtures.open("externs").link(kernel);
    assertThat(wide(linked.program("address")))
        .isEqualTo(KernelAddress.of(kernel, types.size()))
        .isNotZero();
    assertThat(wide(linked.program("address_weak")))
        .isEqualTo(KernelAddress.of(kernel, types.size() - 1))
        .isNotZero();
    assertThat(wide(Fixtures.link("externs").program("address_weak"))).isZero();
  }

  /** The first 64-bit immediate of a program, which refers to nothing. */
  private static long wide(LinkedProgram program) {
    List<Instruction> code = program.instructions();
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i).opcode() == 0x18) {
        assertThat(code.get(i).src()).isZero();
        return (long) code.get(i + 1).imm() << 32 | code.get(i).imm() & 0xffff_ffffL;
      }
    }
    throw new AssertionError("no 64-bit immediate");
  }

  @Test
  void linksStructOps() {
    LinkedObject linked = Fixtures.link("struct_ops");
    MapSpec both = linked.map("both").orElseThrow();
    MapSpec.StructOps ops = Objects.requireNonNull(both.structOps());
    assertThat(ops.programs())
        .isEqualTo(Map.of("hid_device_event", "event", "hid_rdesc_fixup", "fixup"));
    assertThat(ops.link()).isTrue();
    assertThat(both.flags()).isEqualTo(MapSpec.F_LINK);
    assertThat(both.initialData()).hasSize(24).startsWith(0x77, 0, 0, 0, 8, 0, 0, 0);
    MapSpec plain = linked.map("plain").orElseThrow();
    assertThat(Objects.requireNonNull(plain.structOps()).link()).isFalse();
    assertThat(plain.section()).isEqualTo("?.struct_ops");
    assertThat(linked.program("event").target())
        .isEqualTo(new StructOpsMember("hid_bpf_ops", "hid_device_event"));
    assertThat(linked.program("fixup").sleepable()).isTrue();
    assertThat(linked.program("second_event").target())
        .isEqualTo(new StructOpsMember("hid_bpf_ops", "hid_device_event"));
    assertThat(linked.failures()).containsOnlyKeys("unused", "call", "new_hook");
    assertThat(linked.failures().get("unused"))
        .hasMessageContaining("isn't referenced anywhere, did you forget to use it?");
    assertThat(linked.mapFailures().get("others"))
        .hasMessageContaining("struct bpf_struct_ops_other_ops is not found in kernel BTF");
    assertThat(linked.mapFailures().get("later"))
        .hasMessageContaining("Cannot find member new_hook in kernel BTF");
  }

  @Test
  void checksAttachTargets() {
    LinkedObject linked = Fixtures.link("sections");
    assertThat(linked.failures()).containsOnlyKeys("p_missing", "p_no_target", "p_unknown");
    assertThat(linked.failures().get("p_missing"))
        .hasMessageContaining("failed to find kernel BTF type ID of 'missing_function': -ESRCH");
    assertThat(linked.failures().get("p_no_target"))
        .hasMessageContaining("no BTF-based attach target is specified");
    assertThat(linked.failures().get("p_unknown"))
        .hasMessageContaining("missing BPF prog type, check ELF section name 'no_such_type'");
  }

  @Test
  void relocatesThroughArraysUnionsAndBitFields() {
    assertThat(stored(Fixtures.link("core_arrays").program("arrays")))
        .containsExactly(96L, 156L, 264L, 160L, 8L, 14L, 24L, 0L, 0L, 48L);
  }

  @Test
  void badProgramsDoNotHideGoodOnes() {
    LinkedObject linked = Fixtures.link("damage");
    assertThat(linked.failures()).containsOnlyKeys("calls_a_program", "reads_unknown_section");
    assertThat(linked.failures().get("calls_a_program"))
        .hasMessage(
            "prog 'calls_a_program': bad call relo against 'callee_with_section' in section"
                + " 'syscall'; functions that are called must be in .text (in damage.bpf.o)");
    assertThat(linked.failures().get("reads_unknown_section"))
        .hasMessageStartingWith(
            "prog 'reads_unknown_section': bad map relo against 'elsewhere' in section"
                + " '.hid_bpf_config'");
    assertThat(linked.programs())
        .extracting(LinkedProgram::name)
        .containsExactly("callee_with_section", "raw_descriptor", "fine", "throws");
  }

  @Test
  void rawMapDescriptorsDoNotPassForMaps() {
    LinkedProgram program = Fixtures.link("damage").program("raw_descriptor");
    assertThat(program.instructions().get(0).imm()).isZero();
    assertThat(program.maps()).hasSize(1);
    assertThat(program.instructions().get(2).src()).isEqualTo(1);
    assertThat(program.instructions().get(2).imm()).isEqualTo(-1);
  }

  @Test
  void appendsExceptionCallbacks() {
    assertThat(Fixtures.link("damage").program("throws").subprograms())
        .extracting(Subprogram::name)
        .containsExactly("throws", "callback");
  }

  /** The invented kernel with another {@code hid_bpf_ops}. */
  private static Btf kernelWith(java.util.function.UnaryOperator<BtfType.Member> change) {
    Btf kernel = Fixtures.kernel();
    Btf.Builder builder = new Btf.Builder();
    for (BtfType type : kernel.types()) {
      builder.add(
          type instanceof BtfType.Composite c && c.name().equals("hid_bpf_ops")
              ? new BtfType.Composite(
                  false, c.name(), c.size(), c.members().stream().map(change).toList())
              : type);
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hid_id|hid_id_x|0|Cannot find member hid_id in kernel BTF",
        "hid_id|hid_id|5|bitfield hid_id is not supported",
        "flags|flags|-1|Unmatched member type flags int != struct(kernel)",
        "hid_rdesc_fixup|hid_rdesc_fixup|-2|kernel member hid_rdesc_fixup is not a func ptr",
        "flags|flags|-3|Error in size of member flags: 4 != 8(kernel)"
      })
  void comparesStructOpsWithTheKernel(String member, String name, int change, String message) {
    Btf plain = Fixtures.kernel();
    int struct = plain.findStruct("task").orElseThrow();
    int pointer = plain.types().indexOf(new BtfType.Ptr(struct)) + 1;
    int large = plain.find("long", BtfType.Int.class).orElseThrow();
    Btf kernel =
        kernelWith(
            m -> {
              if (!m.name().equals(member)) {
                return m;
              }
              int type =
                  switch (change) {
                    case -1 -> struct;
                    case -2 -> pointer;
                    case -3 -> large;
                    default -> m.type();
                  };
              return new BtfType.Member(name, type, m.bitOffset(), Math.max(change, 0));
            });
    LinkedObject linked = Fixtures.open("struct_ops").link(kernel);
    assertThat(linked.mapFailures().get("both"))
        .hasMessageStartingWith("map 'both': struct_ops init_kern: " + message);
    assertThat(linked.failures().get("fixup"))
        .hasMessageStartingWith("map 'both': struct_ops init_kern: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONFIG_HZ|0xff|ff000000|",
        "CONFIG_HZ|y||value 'y' implies bool, tristate, or char type",
        "CONFIG_HZ|12x||value '12x' isn't a valid integer",
        "CONFIG_HZ|\"a\"||value '\"a\"' implies char array type",
        "CONFIG_HZ|4294967296||value '4294967296' doesn't fit in 4 bytes",
        "CONFIG_HID_BPF|n|00|",
        "CONFIG_HID_BPF|m||value 'm' implies bool, tristate, or char type",
        "CONFIG_UHID|m|02000000|",
        "CONFIG_UHID|3||value '3' implies integer type",
        "CONFIG_HID|65|41|",
        "CONFIG_DEFAULT_HOSTNAME|\"longer name\"|6c6f6e676500|",
        "CONFIG_DEFAULT_HOSTNAME|\"||invalid string config",
        "CONFIG_NO_SUCH|18446744073709551615|ffffffffffffffff|"
      })
  void storesConfigurationByType(String name, String value, String hex, String problem) {
    Map<String, String> kconfig = new java.util.HashMap<>(LinkOptions.DEFAULT.kconfig());
    kconfig.put(name, value);
    BpfObject object = Fixtures.open("externs");
    LinkedObject linked = object.link(Fixtures.kernel(), LinkOptions.DEFAULT.withKconfig(kconfig));
    if (problem == null) {
      MapSpec map = linked.map(".kconfig").orElseThrow();
      assertThat(value(object, map, name)).isEqualTo(hex);
    } else {
      assertThat(linked.failures().get("config"))
          .hasMessageStartingWith("extern (kcfg) '" + name + "': " + problem);
    }
  }
}
