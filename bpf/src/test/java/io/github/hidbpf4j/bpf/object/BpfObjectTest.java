package io.github.hidbpf4j.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.AttachTarget.BtfFunction;
import io.github.hidbpf4j.bpf.program.AttachTarget.Named;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BpfObjectTest {
  private final BpfObject maps = Fixtures.open("maps");

  private MapSpec map(String name) {
    return maps.map(name).orElseThrow();
  }

  @Test
  void readsLicenseVersionAndForeignSections() {
    assertThat(maps.license()).isEqualTo("Dual BSD/GPL");
    assertThat(maps.version()).isEqualTo(0x060c00);
    assertThat(maps.section(".hid_bpf_config")).hasValue(new byte[] {'c', 'f', 'g', 0, 1, 2, 3, 0});
    assertThat(maps.section(".no_such")).isEmpty();
    assertThat(Fixtures.open("core_kernel").programs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "by_type,HASH,8,32,128,5,1",
    "by_size,HASH,12,40,7,0,0",
    "ring,RINGBUF,0,0,8192,0,0",
    "bloom,BLOOM_FILTER,0,8,100,0,0",
    "inner_one,ARRAY,4,8,3,0,0",
    "outer,ARRAY_OF_MAPS,4,4,4,0,0",
    "jumps,PROG_ARRAY,4,4,8,0,0",
    ".data,ARRAY,4,16,1,1024,0",
    ".rodata,ARRAY,4,36,1,1152,0",
    ".bss,ARRAY,4,8,1,1024,0",
    ".data.custom,ARRAY,4,4,1,1024,0",
    ".rodata.table,ARRAY,4,8,1,1152,0"
  })
  void readsMaps(
      String name, MapType type, int keySize, int valueSize, long entries, int flags, int node) {
    MapSpec map = map(name);
    assertThat(map.type()).isEqualTo(type);
    assertThat(map.keySize()).isEqualTo(keySize);
    assertThat(map.valueSize()).isEqualTo(valueSize);
    assertThat(map.maxEntries()).isEqualTo(entries);
    assertThat(map.flags()).isEqualTo(flags);
    assertThat(map.numaNode()).isEqualTo(node);
  }

  @Test
  void readsTypesPinningAndExtra() {
    Btf btf = maps.btf().orElseThrow();
    assertThat(btf.type(map("by_type").keyTypeId()).name()).isEqualTo("key");
    assertThat(btf.type(map("by_type").valueTypeId()).name()).isEqualTo("value");
    assertThat(map("by_type").pinByName()).isTrue();
    assertThat(map("by_size").keyTypeId()).isZero();
    assertThat(map("bloom").mapExtra()).isEqualTo(3);
    assertThat(btf.type(map(".data").valueTypeId())).isInstanceOf(BtfType.DataSection.class);
    assertThat(map(".rodata").frozen()).isTrue();
    assertThat(map(".data").frozen()).isFalse();
  }

  @Test
  void readsSlotsAndInnerMaps() {
    assertThat(map("outer").slots())
        .containsExactly(new MapSpec.Slot(0, "inner_one"), new MapSpec.Slot(3, "inner_two"));
    assertThat(map("jumps").slots())
        .containsExactly(new MapSpec.Slot(1, "tail_one"), new MapSpec.Slot(5, "tail_two"));
    MapSpec inner = Objects.requireNonNull(map("outer").inner());
    assertThat(inner.name()).isEqualTo("outer.inner");
    assertThat(inner.type()).isEqualTo(MapType.ARRAY);
    assertThat(inner.valueSize()).isEqualTo(8);
    assertThat(inner.maxEntries()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "HID,.bss,4,",
    "counter,.data,8,8877665544332211",
    "limit,.rodata,4,2a000000",
    "UDEV_PROP_NAME,.rodata,32,6e6f6e65",
    "hidden_counter,.data,4,09000000",
    "zero_static,.bss,4,",
    "custom,.data.custom,4,cdab0000",
    "table,.rodata.table,8,0100020003000400",
    "hidden_global,.data,4,05000000"
  })
  void findsVariables(String name, String map, int size, String hex) {
    DataVariable variable = maps.variable(name).orElseThrow();
    assertThat(variable.map()).isEqualTo(map);
    assertThat(variable.size()).isEqualTo(size);
    byte[] data = map(map).initialData();
    if (hex == null) {
      assertThat(data).isNull();
    } else {
      byte[] expected = java.util.HexFormat.of().parseHex(hex);
      assertThat(data).isNotNull();
      assertThat(
              java.util.Arrays.copyOfRange(
                  data, (int) variable.offset(), (int) variable.offset() + expected.length))
          .isEqualTo(expected);
    }
  }

  @Test
  void setsVariablesBeforeLoading() {
    LinkedObject linked =
        maps.link(
            null,
            LinkOptions.DEFAULT.withVariables(
                Map.of("HID", new byte[] {1, 2, 3, 4}, "limit", new byte[] {9, 0, 0, 0})));
    int offset = (int) maps.variable("HID").orElseThrow().offset();
    assertThat(linked.map(".bss").orElseThrow().initialData())
        .hasSize(8)
        .containsSubsequence((byte) 1, (byte) 2, (byte) 3, (byte) 4);
    assertThat(Objects.requireNonNull(linked.map(".bss").orElseThrow().initialData())[offset])
        .isEqualTo((byte) 1);
    assertThat(linked.map(".rodata").orElseThrow().initialData()).startsWith(9, 0, 0, 0);
    assertThat(map(".rodata").initialData()).startsWith(42, 0, 0, 0);
    LinkOptions wrong = LinkOptions.DEFAULT.withVariables(Map.of("HID", new byte[3]));
    assertThatThrownBy(() -> maps.link(null, wrong))
        .hasMessage("variable 'HID': found a value of 3 bytes, expected 4 of .bss (in maps.bpf.o)");
    LinkOptions unknown = LinkOptions.DEFAULT.withVariables(Map.of("NOPE", new byte[3]));
    assertThatThrownBy(() -> maps.link(null, unknown))
        .hasMessageStartingWith("variable 'NOPE': not");
  }

  @ParameterizedTest
  @CsvSource({
    "my_object_name.bpf.o,.rodata,my_objec.rodata",
    "my_object_name.bpf.o,.bss,my_objec.bss",
    "my_object_name.bpf.o,.kconfig,my_obje.kconfig",
    "a.o,.data,a.data",
    "dir/a-b.bpf.o,.data,a_b.data",
    "a.o,.rodata.abracadabra,.rodata.abracad",
    "a.o,.data.x,.data.x"
  })
  void namesDataMapsAsLibbpfDoes(String file, String section, String name) {
    assertThat(DataMaps.kernelName(file, section)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "legacy_maps,sec 'maps': legacy map definitions are not supported; define maps in SEC(\".maps\")",
    "static_program,sec 'tc': program 'prog' is static and not supported; remove static",
    "bad_map,map 'wrong': unknown field 'max_entrys'; known are type",
    "instruction_array,map 'later': maps of BPF_MAP_TYPE_INSN_ARRAY (Linux 6.19 or newer) are not",
    "resizable_hash,map 'later': maps of BPF_MAP_TYPE_RHASH (Linux 7.2 or newer) are not supported"
  })
  void refusesWhatLibbpfRefuses(String name, String message) {
    assertThatThrownBy(() -> Fixtures.open(name))
        .isInstanceOf(LoadException.class)
        .hasMessageStartingWith(message)
        .hasMessageEndingWith("(in " + name + ".bpf.o)");
  }

  static Stream<Arguments> sections() {
    AttachTarget none = new AttachTarget.None();
    return Stream.of(
        Arguments.of("p_socket", ProgramType.SOCKET_FILTER, false, none),
        Arguments.of("p_tc", ProgramType.SCHED_CLS, false, none),
        Arguments.of("p_classifier", ProgramType.SCHED_CLS, false, none),
        Arguments.of("p_action", ProgramType.SCHED_ACT, false, none),
        Arguments.of("p_xdp_frags", ProgramType.XDP, false, none),
        Arguments.of("p_kprobe", ProgramType.KPROBE, false, new Named("kprobe", "foo")),
        Arguments.of("p_uprobe_s", ProgramType.KPROBE, true, new Named("uprobe.s", "/bin/x:f")),
        Arguments.of("p_tp", ProgramType.TRACEPOINT, false, new Named("tp", "cat/name")),
        Arguments.of(
            "p_raw_tp", ProgramType.RAW_TRACEPOINT, false, new Named("raw_tp", "sys_enter")),
        Arguments.of(
            "p_raw_tp_w", ProgramType.RAW_TRACEPOINT_WRITABLE, false, new Named("raw_tp.w", "x")),
        Arguments.of("p_perf_event", ProgramType.PERF_EVENT, false, none),
        Arguments.of("p_lwt_seg6local", ProgramType.LWT_SEG6LOCAL, false, none),
        Arguments.of(
            "p_cgroup_skb", ProgramType.CGROUP_SKB, false, new Named("cgroup_skb", "egress")),
        Arguments.of("p_bind4", ProgramType.CGROUP_SOCK_ADDR, false, new Named("cgroup", "bind4")),
        Arguments.of("p_sk_msg", ProgramType.SK_MSG, false, none),
        Arguments.of("p_parser", ProgramType.SK_SKB, false, new Named("sk_skb", "stream_parser")),
        Arguments.of("p_sockops", ProgramType.SOCK_OPS, false, none),
        Arguments.of(
            "p_fentry", ProgramType.TRACING, false, new BtfFunction("fentry", "kernel_function")),
        Arguments.of(
            "p_fexit_s", ProgramType.TRACING, true, new BtfFunction("fexit", "kernel_function")),
        Arguments.of(
            "p_missing",
            ProgramType.TRACING,
            true,
            new BtfFunction("fmod_ret", "missing_function")),
        Arguments.of("p_tp_btf", ProgramType.TRACING, false, new BtfFunction("tp_btf", "my_event")),
        Arguments.of("p_lsm", ProgramType.LSM, false, new BtfFunction("lsm", "file_open")),
        Arguments.of("p_iter", ProgramType.TRACING, true, new BtfFunction("iter", "task")),
        Arguments.of("p_no_target", ProgramType.TRACING, false, new BtfFunction("fentry", "")),
        Arguments.of("p_unknown", ProgramType.UNSPEC, false, none),
        Arguments.of("p_netfilter", ProgramType.NETFILTER, false, none));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void knowsProgramsByTheirSection(
      String name, ProgramType type, boolean sleepable, AttachTarget target) {
    ProgramSpec program = Fixtures.open("sections").program(name).orElseThrow();
    assertThat(program.type()).isEqualTo(type);
    assertThat(program.sleepable()).isEqualTo(sleepable);
    assertThat(program.target()).isEqualTo(target);
    assertThat(program.autoload()).isEqualTo(!name.equals("p_no_target"));
    assertThat(program.slots()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "syscall/x",
    "xdpx",
    "tc/other",
    "kprobex",
    "fentry.x/f",
    "socket1",
    "struct_opsx",
    "''"
  })
  void doesNotGuessTypesOfOtherSections(String section) {
    assertThat(ProgramSpec.of("p", section, 1).type()).isEqualTo(ProgramType.UNSPEC);
  }

  @Test
  void keepsProgramsInOrder() {
    assertThat(Fixtures.open("subprograms").programs().stream().map(ProgramSpec::name))
        .containsExactlyElementsOf(List.of("first", "third", "second"));
  }
}
