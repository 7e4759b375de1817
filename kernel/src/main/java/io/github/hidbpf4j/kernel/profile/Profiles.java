package io.github.hidbpf4j.kernel.profile;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.Options;
import io.github.hidbpf4j.bpf.proto.ApiProfile.OversizedBufferRule;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerWorkRule;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.proto.CapabilityTier;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperSets;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The named API profiles. 6.12, 6.18 and 7.3 are kernels that were measured ({@link
 * ApiProfile#measured}); the others have the functions, the types and the rules of the verifier
 * that came with their release or before, or with their version of the proposed patches.
 *
 * <table>
 * <caption>Profiles</caption>
 * <tr><th>name</th><th>deferred work by</th><th>attach by</th></tr>
 * <tr><td>rfc-v1</td><td>hid_bpf_schedule_delayed_work</td><td>fmod_ret, hid_bpf_offload</td></tr>
 * <tr><td>rfc-212</td><td>helper bpf_timer_set_sleepable_cb#212</td><td>fmod_ret</td></tr>
 * <tr><td>rfc-v2</td><td>BPF_F_TIMER_SLEEPABLE (16) at init</td><td>fmod_ret</td></tr>
 * <tr><td>rfc-v3</td><td>BPF_F_TIMER_SLEEPABLE (4) at start</td><td>fmod_ret</td></tr>
 * <tr><td>rfc-v4</td><td>the same, without delay</td><td>fmod_ret</td></tr>
 * <tr><td>rfc-v5</td><td>BPF_F_TIMER_SLEEPABLE (4) at start</td><td>fmod_ret</td></tr>
 * <tr><td>rfc-v6</td><td>BPF_F_TIMER_SLEEPABLE (16) at init</td><td>fmod_ret</td></tr>
 * <tr><td>6.3</td><td>none</td><td>fmod_ret</td></tr>
 * <tr><td>6.10</td><td>bpf_wq</td><td>fmod_ret</td></tr>
 * <tr><td>6.11 to 7.3</td><td>bpf_wq</td><td>struct_ops</td></tr>
 * <tr><td>6.12-strict-async</td><td>bpf_wq; timers never sleepable</td><td>struct_ops</td></tr>
 * <tr><td>6.12-wq-bh</td><td>bpf_wq with its strategy as a flag</td><td>struct_ops</td></tr>
 * <tr><td>raw</td><td>none</td><td>none: bare instructions</td></tr>
 * </table>
 */
public final class Profiles {
  private static final Helper DRAFT_HELPER = TimerFunctions.TIMER_SET_SLEEPABLE_CB_212;
  private static final String RAW = "raw";
  private static final long TIMER_ABS = 1;
  private static final long TIMER_CPU_PIN = 2;
  private static final long TIMER_SLEEPABLE_AT_START = 1 << 2;
  private static final long TIMER_SLEEPABLE_AT_INIT = 1 << 4;

  private static final Options OLDER =
      Options.LINUX_6_12
          .with(OversizedBufferRule.TRUNCATE)
          .withTimerFlags(0, TIMER_ABS | TIMER_CPU_PIN);

  private static final Options PROPOSED = OLDER.withWorkQueue(false);

  private static final Options SLEEPABLE_AT_START =
      PROPOSED.withTimerFlags(0, TIMER_ABS | TIMER_CPU_PIN | TIMER_SLEEPABLE_AT_START);

  /** The stable versions against which releases were measured. */
  private static final Map<String, String> MEASURED =
      Map.of("6.12", "6.12.117", "6.18", "6.18.44", "7.3", "7.3.4");

  /** Names that only objects of one era use, and the profile they imply; the first match wins. */
  private static final Map<String, String> MARKERS = markers();

  /** Profiles are created on demand: most commands need one. */
  private static final Map<String, Supplier<ApiProfile>> RECIPES = recipes();

  private static final Map<String, ApiProfile> MADE = new ConcurrentHashMap<>();

  private static final List<String> RELEASES =
      RECIPES.keySet().stream()
          .filter(n -> Character.isDigit(n.charAt(0)) && n.indexOf('-') < 0)
          .toList();
  private static final List<String> PROPOSALS =
      RECIPES.keySet().stream().filter(n -> n.startsWith("rfc-")).toList();

  private Profiles() {}

  /** All names, oldest first, {@code raw} last. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(RECIPES.keySet());
  }

  /** The names of released kernels, oldest first: {@code 6.3} stands for all up to 6.9. */
  public static List<String> releases() {
    return RELEASES;
  }

  /** The names of the proposals, oldest first. */
  public static List<String> proposals() {
    return PROPOSALS;
  }

  /** All profiles, in the order of {@link #names}. */
  public static Collection<ApiProfile> all(boolean withRaw) {
    return RECIPES.keySet().stream()
        .filter(name -> withRaw || !name.equals(RAW))
        .map(Profiles::profile)
        .toList();
  }

  /** The profile of this name. */
  public static Optional<ApiProfile> forName(String name) {
    return RECIPES.containsKey(name) ? Optional.of(profile(name)) : Optional.empty();
  }

  /**
   * The profile that an object was written for: judged by features of only one era (kfuncs in
   * {@code externs}, a call of helper 212), then by where its programs attach: struct_ops means
   * 6.12, {@code hid_bpf_offload} rfc-v1, fmod_ret 6.10; 6.12 by default.
   *
   * @param targets attach targets of the object's programs
   * @param externs names of the kernel functions it refers to
   * @param helpers numbers of the helpers it calls
   */
  public static ApiProfile defaultFor(
      Collection<AttachTarget> targets, Collection<String> externs, Collection<Integer> helpers) {
    Set<String> evidence = new HashSet<>(externs);
    for (AttachTarget target : targets) {
      if (target instanceof AttachTarget.StructOpsMember) {
        evidence.add("struct_ops");
      } else if (target instanceof AttachTarget.BtfFunction(String kind, String function)
          && kind.equals("fmod_ret")
          && function.startsWith("hid_bpf_")) {
        evidence.add("fmod_ret");
        evidence.add(function);
      }
    }
    if (helpers.contains(DRAFT_HELPER.number())) {
      evidence.add("#" + DRAFT_HELPER.number());
    }
    return MARKERS.entrySet().stream()
        .filter(e -> evidence.contains(e.getKey()))
        .map(e -> profile(e.getValue()))
        .findFirst()
        .orElseGet(() -> profile("6.12"));
  }

  private static ApiProfile profile(String name) {
    return MADE.computeIfAbsent(name, n -> Objects.requireNonNull(RECIPES.get(n)).get());
  }

  private static Map<String, String> markers() {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("struct_ops", "6.12");
    m.put(HidFunctions.TRY_INPUT_REPORT.name(), "6.12");
    m.put(HidBpfHooks.OFFLOAD.name(), "rfc-v1");
    m.put(HidFunctions.SCHEDULE_DELAYED_WORK.name(), "rfc-v1");
    m.put("#" + DRAFT_HELPER.number(), "rfc-212");
    m.put(TimerFunctions.TIMER_SET_SLEEPABLE_CB.name(), "rfc-v2");
    m.put(TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL.name(), "rfc-v6");
    m.put("fmod_ret", "6.10");
    m.put(HidFunctions.ATTACH_PROG.name(), "6.10");
    return m;
  }

  private static Map<String, Supplier<ApiProfile>> recipes() {
    Map<String, Supplier<ApiProfile>> all = new LinkedHashMap<>();
    all.put(
        "rfc-v1",
        () ->
            proposed("rfc-v1", "RFC v1, 2024-02-09: delayed work and offload programs", true)
                .kfuncs(() -> List.of(HidKfuncs.TRACING_RFC_V1))
                .hook(HidBpfHooks.OFFLOAD)
                .build());
    all.put(
        "rfc-212",
        () ->
            sleepableCallback(
                    proposed(
                        "rfc-212", "draft, 2024-02-13: helper bpf_timer_set_sleepable_cb", true))
                .build());
    all.put(
        "rfc-v2",
        () ->
            proposed("rfc-v2", "RFC v2, 2024-02-14: BPF_F_TIMER_SLEEPABLE at init", false)
                .kfuncs(() -> timer(TimerFunctions.TIMER_SET_SLEEPABLE_CB))
                .options(
                    PROPOSED.withTimerFlags(TIMER_SLEEPABLE_AT_INIT, TIMER_ABS | TIMER_CPU_PIN))
                .build());
    all.put(
        "rfc-v3",
        () ->
            proposed("rfc-v3", "RFC v3, 2024-02-21: BPF_F_TIMER_SLEEPABLE at start", false)
                .kfuncs(() -> timer(TimerFunctions.TIMER_SET_SLEEPABLE_CB))
                .options(SLEEPABLE_AT_START)
                .build());
    all.put(
        "rfc-v4",
        () ->
            proposed("rfc-v4", "RFC v4, 2024-03-15: as v3, and then without delay", false)
                .kfuncs(() -> timer(TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL))
                .options(SLEEPABLE_AT_START.with(TimerWorkRule.AT_ONCE_BY_FLAG))
                .build());
    all.put(
        "rfc-v5",
        () ->
            proposed("rfc-v5", "RFC v5, 2024-03-22: as v4, for sleepable callbacks only", false)
                .kfuncs(() -> timer(TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL))
                .options(SLEEPABLE_AT_START.with(TimerWorkRule.AT_ONCE_BY_FLAG_ONLY))
                .build());
    all.put(
        "rfc-v6",
        () ->
            proposed("rfc-v6", "v6, 2024-04: BPF_F_TIMER_SLEEPABLE at init again", false)
                .kfuncs(() -> timer(TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL))
                .options(
                    PROPOSED
                        .withTimerFlags(TIMER_SLEEPABLE_AT_INIT, TIMER_ABS | TIMER_CPU_PIN)
                        .with(TimerWorkRule.AT_ONCE_WITHOUT_DELAY))
                .build());
    all.put("6.3", () -> linux63().build());
    all.put(
        "6.10",
        () ->
            fmodRet(linux6(10), "6.10", "Linux 6.10: fmod_ret programs, bpf_wq")
                .options(OLDER)
                .build());
    all.put("6.11", () -> structOps(linux6(11)).build());
    all.put("6.12", () -> structOps(linux6(12)).build());
    all.put(
        "6.12-strict-async",
        () ->
            variant("6.12-strict-async", "as 6.12, timer callbacks never sleepable")
                .options(Options.LINUX_6_12.with(TimerCallbackRule.NON_SLEEPABLE))
                .build());
    all.put(
        "6.12-wq-bh",
        () ->
            variant("6.12-wq-bh", "as 6.12, with BPF_F_WQ_BH: bpf_wq in softirq, not sleepable")
                .options(Options.LINUX_6_12.withWorkQueueFlags(Options.WQ_BH))
                .build());
    for (int minor = 13; minor <= 19; minor++) {
      KernelRelease release = linux6(minor);
      all.put(release.toString(), () -> structOps(release).build());
    }
    for (int minor = 0; minor <= 3; minor++) {
      KernelRelease release = linux7(minor);
      all.put(release.toString(), () -> structOps(release).build());
    }
    all.put(RAW, () -> BaseProfiles.raw(0));
    return all;
  }

  /** The sleepable timers of a proposal. */
  private static List<KfuncSet> timer(Kfunc setCallback) {
    return List.of(KfuncSet.builder("timer", ProgramType.UNSPEC).with(setCallback).build());
  }

  /** A release with struct_ops: 6.11 and later. */
  private static ApiProfile.Builder structOps(KernelRelease release) {
    String name = release.toString();
    String measured = MEASURED.getOrDefault(name, "");
    String how = measured.isEmpty() ? "by its tables" : "measured: " + measured;
    return structOps(
            release, name, "Linux %s (%s): struct_ops programs, bpf_wq".formatted(name, how))
        .measured(measured);
  }

  private static ApiProfile.Builder variant(String name, String description) {
    return structOps(linux6(12), name, description);
  }

  private static ApiProfile.Builder structOps(
      KernelRelease release, String name, String description) {
    ApiProfile.Builder builder = BaseProfiles.linux(release, name, description);
    return builder
        .kfuncs(() -> HidKfuncs.structOps(release))
        .structOps(HidBpfHooks.HID_BPF_OPS)
        .hook(HidBpfHooks.HIDRAW_OPEN);
  }

  private static ApiProfile.Builder fmodRet(
      KernelRelease release, String name, String description) {
    return BaseProfiles.linux(release, name, description)
        .kfuncs(() -> List.of(HidKfuncs.TRACING_6_10, HidKfuncs.SYSCALL_6_10))
        .hook(HidBpfHooks.DEVICE_EVENT)
        .hook(HidBpfHooks.RDESC_FIXUP)
        .hook(HidBpfHooks.HIDRAW_OPEN);
  }

  /** A version of the proposed patches; the first ones let sleepable programs use PROG_ARRAY. */
  private static ApiProfile.Builder proposed(String name, String description, boolean progArray) {
    EnumSet<MapType> maps = EnumSet.copyOf(BaseProfiles.SLEEPABLE_MAPS);
    maps.remove(MapType.ARENA);
    if (progArray) {
      maps.add(MapType.PROG_ARRAY);
    }
    return fmodRet(linux6(8), name, description).sleepableMaps(maps).options(PROPOSED);
  }

  private static ApiProfile.Builder linux63() {
    EnumSet<MapType> maps = EnumSet.copyOf(BaseProfiles.SLEEPABLE_MAPS);
    maps.removeAll(EnumSet.of(MapType.ARENA, MapType.QUEUE, MapType.STACK));
    return fmodRet(linux6(3), "6.3", "Linux 6.3: fmod_ret programs, nothing deferred")
        .kfuncs(() -> List.of(HidKfuncs.TRACING_6_3, HidKfuncs.SYSCALL_6_3))
        .sleepableMaps(maps)
        .options(PROPOSED.withTimerFlags(0, 0));
  }

  /** The draft helper is available wherever {@code bpf_timer_set_callback} is. */
  private static ApiProfile.Builder sleepableCallback(ApiProfile.Builder builder) {
    int timer = TimerFunctions.TIMER_SET_CALLBACK.number();
    HelperSets.of(linux6(8))
        .forEach(
            (type, set) -> {
              if (set.entries().containsKey(timer)) {
                builder.helper(type, DRAFT_HELPER.prototype(), CapabilityTier.BPF);
              }
            });
    return builder;
  }
}
