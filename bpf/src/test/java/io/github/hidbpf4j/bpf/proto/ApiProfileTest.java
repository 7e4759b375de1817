package io.github.hidbpf4j.bpf.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile.Options;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiProfileTest {
  private static final ApiProfile LINUX = BaseProfiles.linux("test", "for tests").build();

  /** Flags against a table of their own. */
  @ParameterizedTest
  @ValueSource(strings = {"6.12", "7.3"})
  void genericKfuncsHaveTheKernelsFlags(String release) throws IOException {
    Map<String, Set<String>> expected = new TreeMap<>();
    table("generic-" + release + ".tsv")
        .forEach(
            (kfunc, flags) ->
                expected.put(
                    kfunc,
                    Stream.of(flags.split(" "))
                        .filter(f -> !f.isEmpty())
                        .collect(Collectors.toSet())));
    assertThat(flags(release(release))).isEqualTo(expected);
  }

  /** What the images of eight kernels say: who has which kfunc, with which flags. */
  @ParameterizedTest
  @ValueSource(strings = {"6.16", "6.17", "6.18", "6.19", "7.0", "7.1", "7.2", "7.3"})
  void releasesHaveTheKfuncsOfTheirImage(String name) throws IOException {
    KernelRelease release = release(name);
    Map<String, Set<String>> expected = new TreeMap<>();
    table("releases.tsv")
        .forEach(
            (kfunc, stretches) -> {
              for (String stretch : stretches.isEmpty() ? new String[0] : stretches.split("; ")) {
                List<String> words = List.of(stretch.split(" "));
                String[] ends = words.getFirst().split("-");
                if (release.isAtLeast(release(ends[0])) && release(ends[1]).isAtLeast(release)) {
                  expected.put(kfunc, Set.copyOf(words.subList(1, words.size())));
                }
              }
            });
    assertThat(flags(release)).isEqualTo(expected);
  }

  /** The kfuncs of no driver, with the flags that are not implied. */
  private static Map<String, Set<String>> flags(KernelRelease release) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (KfuncSet set : GenericKfuncs.of(release)) {
      set.kfuncs()
          .forEach(
              (name, kfunc) ->
                  assertThat(
                          found.put(
                              name,
                              kfunc.flags().stream()
                                  .filter(f -> !f.isImplied(release))
                                  .map(Enum::name)
                                  .collect(Collectors.toSet())))
                      .as(name)
                      .isNull());
    }
    return found;
  }

  private static KernelRelease release(String name) {
    int dot = name.indexOf('.');
    return new KernelRelease(
        Integer.parseInt(name.substring(0, dot)), Integer.parseInt(name.substring(dot + 1)));
  }

  private static Map<String, String> table(String file) throws IOException {
    Path table =
        Path.of(
            Objects.requireNonNull(System.getProperty("hidbpf4j.root")), "testdata/kfuncs", file);
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(table)) {
      if (!line.startsWith("#")) {
        int tab = line.indexOf('\t');
        rows.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return rows;
  }

  /** Program types that get more with a release. */
  @ParameterizedTest
  @CsvSource({
    "STRUCT_OPS, bpf_lookup_user_key, 6.18",
    "SYSCALL, bpf_key_put, 6.18",
    "TRACING, bpf_key_put, 6.3",
    "RAW_TRACEPOINT, bpf_cpumask_create, 7.0",
    "RAW_TRACEPOINT, bpf_wq_init, 6.10",
    "SOCK_OPS, bpf_obj_new_impl, 6.15",
    "SK_MSG, bpf_obj_new_impl, 9.0",
    "STRUCT_OPS, bpf_io_uring_submit_sqes, 7.1",
    "STRUCT_OPS, bpf_strcmp, 6.17",
  })
  void typesByRelease(ProgramType type, String kfunc, String since) {
    for (String name : List.of("6.3", "6.10", "6.12", "6.15", "6.17", "6.18", "7.0", "7.3")) {
      ApiProfile profile = BaseProfiles.linux(release(name), name, "").build();
      assertThat(profile.kfuncFlags(type, kfunc) != null)
          .as(name)
          .isEqualTo(release(name).isAtLeast(release(since)));
    }
  }

  @Test
  void argumentsOfAllKfuncsAreTrustedSince70() {
    for (String name : List.of("6.19", "7.0")) {
      assertThat(
              BaseProfiles.linux(release(name), name, "")
                  .build()
                  .kfuncFlags(ProgramType.SYSCALL, "bpf_dynptr_clone"))
          .isEqualTo(name.equals("7.0") ? Set.of(KfuncFlag.TRUSTED_ARGS) : Set.of());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STRUCT_OPS, bpf_wq_init, true",
    "SOCKET_FILTER, bpf_iter_num_new, true",
    "STRUCT_OPS, bpf_obj_new_impl, true",
    "LSM, bpf_obj_new_impl, true",
    "TRACEPOINT, bpf_obj_new_impl, true",
    "PERF_EVENT, bpf_task_acquire, true",
    "KPROBE, bpf_obj_new_impl, false",
    "RAW_TRACEPOINT, bpf_obj_new_impl, false",
    "SOCKET_FILTER, bpf_obj_new_impl, false",
    "CGROUP_SOCK, bpf_obj_new_impl, true",
    "SYSCALL, bpf_cpumask_create, true",
    "XDP, bpf_cpumask_create, false",
    "XDP, bpf_dynptr_from_xdp, true",
    "SCHED_CLS, bpf_dynptr_from_xdp, false",
    "LWT_XMIT, bpf_dynptr_from_skb, true",
    "STRUCT_OPS, no_such_kfunc, false",
  })
  void kfuncsFollowTheirHooks(ProgramType type, String kfunc, boolean allowed) {
    assertThat(LINUX.kfuncFlags(type, kfunc) != null).isEqualTo(allowed);
    assertThat(LINUX.hasKfunc(kfunc)).isEqualTo(!kfunc.startsWith("no_"));
  }

  @Test
  void linuxKnowsItsTypesAndMaps() {
    assertThat(LINUX.programTypes())
        .contains(ProgramType.STRUCT_OPS, ProgramType.SYSCALL, ProgramType.XDP)
        .doesNotContain(ProgramType.UNSPEC, ProgramType.EXT);
    assertThat(LINUX.context(ProgramType.SYSCALL))
        .isEqualTo(new ContextDescription.FlatBytes(0, 65535, true));
    assertThat(LINUX.context(ProgramType.UNSPEC)).isNull();
    assertThat(LINUX.allowsInSleepable(MapType.QUEUE)).isTrue();
    assertThat(LINUX.allowsInSleepable(MapType.PROG_ARRAY)).isFalse();
    assertThat(LINUX.allowsInSleepable(MapType.LPM_TRIE)).isFalse();
    assertThat(LINUX.options()).isEqualTo(Options.LINUX_6_12);
  }

  @Test
  void rawIsForBareInstructions() {
    ApiProfile raw = BaseProfiles.raw(0);
    assertThat(raw.name()).isEqualTo("raw");
    assertThat(raw.context(ProgramType.UNSPEC)).isInstanceOf(ContextDescription.RawMemory.class);
    assertThat(raw.helper(Programs.of(ProgramType.UNSPEC), 1)).isNotNull();
    assertThat(raw.helper(Programs.of(ProgramType.UNSPEC), 16)).isNull();
    assertThat(raw.helper(Programs.of(ProgramType.STRUCT_OPS), 1)).isNull();
  }

  @Test
  void variantsLeaveTheirOriginAlone() {
    HelperPrototype draft = TimerFunctions.TIMER_SET_SLEEPABLE_CB_212.prototype();
    Kfunc mine = Kfunc.of("mine", KfuncFlag.SLEEPABLE);
    ApiProfile variant =
        LINUX.toBuilder("variant", "with a draft helper")
            .helper(ProgramType.SYSCALL, draft, CapabilityTier.BPF)
            .kfuncs(GenericKfuncs.COMMON.without(k -> k == TimerFunctions.WQ_INIT).with(mine))
            .withoutProgramType(ProgramType.STRUCT_OPS)
            .options(
                Options.LINUX_6_12
                    .with(TimerCallbackRule.NON_SLEEPABLE)
                    .withTimerFlags(16, 7)
                    .withWorkQueue(false))
            .build();
    assertThat(variant.helper(Programs.of(ProgramType.SYSCALL), 212)).isSameAs(draft);
    assertThat(LINUX.helper(Programs.of(ProgramType.SYSCALL), 212)).isNull();
    assertThat(variant.hasKfunc("bpf_wq_init")).isFalse();
    assertThat(variant.kfuncFlags(ProgramType.XDP, "mine")).containsExactly(KfuncFlag.SLEEPABLE);
    assertThat(variant.has(mine)).isTrue();
    assertThat(variant.has(Kfunc.of("mine"))).isFalse();
    assertThat(LINUX.hasKfunc("bpf_wq_init")).isTrue();
    assertThat(variant.programTypes()).doesNotContain(ProgramType.STRUCT_OPS);
    assertThat(variant.options().timerCallbacks()).isEqualTo(TimerCallbackRule.NON_SLEEPABLE);
    assertThat(variant.options().timerStartFlags()).isEqualTo(7);
    assertThat(variant.options().workQueue()).isFalse();
    assertThatThrownBy(
            () ->
                ApiProfile.builder("empty", "").helper(ProgramType.XDP, draft, CapabilityTier.BASE))
        .hasMessage("no program type XDP");
  }

  @Test
  void emptyProfileAllowsNothing() {
    ApiProfile empty = ApiProfile.builder("empty", "").build();
    assertThat(empty.helper(Programs.of(ProgramType.XDP), 1)).isNull();
    assertThat(empty.kfuncFlags(ProgramType.XDP, "bpf_throw")).isNull();
    assertThat(empty.allowsInSleepable(MapType.HASH)).isFalse();
    assertThat(empty.structOps()).isEmpty();
    assertThat(empty.hooks()).isEmpty();
  }
}
