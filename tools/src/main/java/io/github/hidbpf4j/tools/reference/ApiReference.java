package io.github.hidbpf4j.tools.reference;

import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Argument;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.CapabilityTier;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.HelperSet;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Generates the reference of the API for HID-BPF programs as Markdown: hooks, kernel functions,
 * helpers and flags, where each may be used, what it returns, since when. It is made from the
 * profiles and kernel types that the verifier uses, so that it agrees with it: {@code
 * docs/hid-bpf.md} is this text.
 */
final class ApiReference {
  /** The program types that HID-BPF objects have. */
  private static final List<ProgramType> TYPES =
      List.of(ProgramType.STRUCT_OPS, ProgramType.TRACING, ProgramType.SYSCALL);

  private final Collection<ApiProfile> profiles = Profiles.all(false);
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final StringBuilder out = new StringBuilder();

  private static final Set<KfuncFlag> UNTOLD =
      Set.of(KfuncFlag.IMPLICIT_ARGS, KfuncFlag.FASTCALL, KfuncFlag.PERFMON);

  private ApiReference() {
    for (ApiProfile p : profiles) {
      headers.put(p.name(), KernelTypes.of(p).vmlinuxHeader());
    }
  }

  /** The generated text. */
  public static String markdown() {
    ApiReference r = new ApiReference();
    r.line("# HID-BPF: the API of programs");
    r.line("");
    r.line(
        "Made by `scripts/api-reference` from the tables of profiles, prototypes and kernel types: do not edit. Behaviour is that of Linux 6.12 as measured, where"
            + " nothing else is said; names of profiles are those of `--kernel`. From 7.0 on pointer arguments of all kfuncs must be trusted.");
    r.profiles();
    r.hooks();
    r.calls();
    r.flags();
    r.helpers();
    r.genericKfuncs();
    return r.out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void row(String... cells) {
    row(List.of(cells));
  }

  /** A row of a table; bars inside cells are escaped. */
  private void row(List<String> cells) {
    line(
        "| "
            + cells.stream().map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | "))
            + " |");
  }

  private void head(String title, String... columns) {
    line("");
    line("## " + title);
    line("");
    row(columns);
    line("|" + "---|".repeat(columns.length));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** Names of the profiles that have something; "all" if all do. */
  private String where(Predicate<ApiProfile> has) {
    List<String> names = profiles.stream().filter(has).map(ApiProfile::name).toList();
    return names.size() == profiles.size() ? "all" : ProfileRanges.text(names);
  }

  private void profiles() {
    head(
        "Profiles",
        "name",
        "what it is",
        "maps of sleepable programs, beside arrays, hashes, ring buffers, storage");
    for (ApiProfile p : profiles) {
      String maps =
          List.of(MapType.QUEUE, MapType.STACK, MapType.PROG_ARRAY, MapType.ARENA).stream()
              .filter(p::allowsInSleepable)
              .map(Enum::name)
              .collect(Collectors.joining(", "));
      row(code(p.name()), p.description(), maps.isEmpty() ? "none" : maps);
    }
  }

  // ---- hooks

  private void hooks() {
    head(
        "Hooks", "hook", "section (`.s` may sleep)", "when it runs", "what it returns", "profiles");
    Set<String> done = new LinkedHashSet<>();
    for (ApiProfile p : profiles) {
      for (HookFunction h : p.hooks().values()) {
        if (done.add(h.name())) {
          String kinds =
              new TreeSet<>(h.kinds())
                  .stream().map(k -> code(k + "/" + h.name())).collect(Collectors.joining(", "));
          hook(h.name(), kinds, h.sleepable(), where(q -> q.hooks().containsKey(h.name())));
        }
      }
      for (StructOpsDefinition s : p.structOps().values()) {
        for (StructOpsDefinition.Member m : new TreeMap<>(s.members()).values()) {
          if (m.supported() && done.add(m.name()) && Meaning.hook(m.name()) != null) {
            hook(
                m.name(),
                code("struct_ops/" + m.name()),
                m.sleepable(),
                where(q -> q.structOps().containsKey(s.struct())));
          }
        }
      }
    }
    line("");
    line(
        "`SEC(\"syscall\")` programs run when somebody asks for it (`BPF_PROG_TEST_RUN`): `probe`, before an object is attached. They are sleepable, and return any number.");
    StructOpsDefinition ops =
        Objects.requireNonNull(
            Profiles.forName("6.12")
                .orElseThrow()
                .structOps()
                .get(HidBpfHooks.HID_BPF_OPS.struct()));
    line("");
    line(
        "Programs of `hid_bpf_ops` may write "
            + ops.writable().stream()
                .map(
                    w ->
                        code(w.struct() + "." + w.field())
                            + (w.exceptLastByte() ? " (but for its last byte)" : ""))
                .collect(Collectors.joining(", "))
            + ". A map of the type may set "
            + new TreeSet<>(ops.settable())
                .stream().map(ApiReference::code).collect(Collectors.joining(" and "))
            + ".");
  }

  private void hook(String name, String section, boolean sleepable, String where) {
    List<String> cells =
        new ArrayList<>(List.of(code(name), section + (sleepable ? ", also `.s`" : "")));
    cells.addAll(cellsOf(requireMeaning("hook", name, Meaning.hook(name))));
    cells.add(where);
    row(cells);
  }

  /** The cells of a meaning, which bars separate. */
  private static List<String> cellsOf(String meaning) {
    return List.of(meaning.split(" \\| ", -1));
  }

  /** The meaning; an error if it is missing. */
  private static String requireMeaning(String kind, String name, @Nullable String meaning) {
    if (meaning == null) {
      throw new IllegalStateException("nothing is said of " + kind + " " + name);
    }
    return meaning;
  }

  // ---- calls

  private void calls() {
    line("");
    line("## Kernel functions and timers");
    for (String name : Meaning.calls().keySet()) {
      line("");
      line("### " + name);
      line("");
      String meaning = requireMeaning("call", name, Meaning.call(name));
      int bar = meaning.indexOf(" | ");
      prototypes(name);
      line(meaning.substring(0, bar));
      line("");
      line("Returns: " + meaning.substring(bar + 3));
      line("");
      for (String use : uses(name)) {
        line("* " + use);
      }
    }
    for (ApiProfile p : profiles) {
      p.kfuncSets().stream()
          .flatMap(s -> s.kfuncs().keySet().stream())
          .filter(k -> k.startsWith("hid_bpf_"))
          .forEach(k -> requireMeaning("kfunc", k, Meaning.call(k)));
    }
  }

  /** Writes each prototype that some profile has. */
  private void prototypes(String name) {
    Map<String, List<String>> byText = new LinkedHashMap<>();
    for (ApiProfile p : profiles) {
      String text = prototype(p, name);
      if (text != null) {
        byText.computeIfAbsent(text, t -> new ArrayList<>()).add(p.name());
      }
    }
    if (byText.isEmpty()) {
      return;
    }
    line("```c");
    byText.forEach(
        (text, names) ->
            line(text + (byText.size() == 1 ? "" : " /* " + ProfileRanges.text(names) + " */")));
    line("```");
  }

  private @Nullable String prototype(ApiProfile profile, String name) {
    Matcher m =
        Pattern.compile(
                "^(?:extern )?([^;{}#\\n]*?\\b" + name + "\\([^;{}]*?\\))[^;()]*;",
                Pattern.MULTILINE)
            .matcher(Objects.requireNonNull(headers.get(profile.name())));
    return m.find() ? m.group(1).replaceAll("\\s+", " ").strip() + ";" : null;
  }

  /** Describes each kind of use: {@code struct_ops programs: sleepable code only; 6.12}. */
  private List<String> uses(String name) {
    Map<String, List<String>> byUse = new LinkedHashMap<>();
    for (ProgramType type : TYPES) {
      for (ApiProfile p : profiles) {
        String use = use(p, type, name);
        if (use != null) {
          byUse
              .computeIfAbsent(caller(type) + " programs: " + use, u -> new ArrayList<>())
              .add(p.name());
        }
      }
    }
    List<String> lines = new ArrayList<>();
    byUse.forEach((use, names) -> lines.add(use + " (" + ProfileRanges.text(names) + ")"));
    return lines;
  }

  private @Nullable String use(ApiProfile profile, ProgramType type, String name) {
    if (!attachable(profile, type)) {
      return null;
    }
    Set<KfuncFlag> flags = profile.kfuncFlags(type, name);
    if (flags != null) {
      boolean exists = prototype(profile, name) != null;
      String use = describe(profile, name, flags);
      return exists ? (use.isEmpty() ? "anywhere" : use) : null;
    }
    HelperSet.Entry entry = helper(profile, type, name);
    return entry == null ? null : "helper " + entry.prototype().number() + describe(entry);
  }

  /** Whether a profile has HID-BPF programs of this type. */
  private static boolean attachable(ApiProfile profile, ProgramType type) {
    return switch (type) {
      case STRUCT_OPS -> profile.structOps().containsKey(HidBpfHooks.HID_BPF_OPS.struct());
      case TRACING -> profile.hooks().containsKey(HidBpfHooks.DEVICE_EVENT.name());
      default -> true;
    };
  }

  private static HelperSet.@Nullable Entry helper(
      ApiProfile profile, ProgramType type, String name) {
    for (List<HelperSet.Entry> entries : profile.helpers(type).entries().values()) {
      for (HelperSet.Entry e : entries) {
        if (e.prototype().name().equals(name)) {
          return e;
        }
      }
    }
    return null;
  }

  private static String describe(HelperSet.Entry entry) {
    StringBuilder text = new StringBuilder();
    if (entry.prototype().mightSleep()) {
      text.append(", sleepable code only");
    }
    if (entry.tier() != CapabilityTier.BASE) {
      text.append(", with CAP_").append(entry.tier().name());
    }
    return text.toString();
  }

  /**
   * What an author has to know, except what holds for all kfuncs of a release, or for root alone.
   */
  private String describe(ApiProfile profile, String name, Set<KfuncFlag> flags) {
    String prototype = prototype(profile, name);
    boolean pointer =
        prototype == null || prototype.substring(0, prototype.indexOf(name)).contains("*");
    return flags.stream()
        .filter(f -> !f.isImplied(profile.release()) && !UNTOLD.contains(f))
        .map(
            f ->
                switch (f) {
                  case SLEEPABLE -> "sleepable code only";
                  case ACQUIRE -> "the result must be released";
                  case RELEASE -> "releases its argument";
                  case RET_NULL -> pointer ? "the result may be NULL" : "may fail";
                  case TRUSTED_ARGS -> "trusted pointers only";
                  case SPINLOCK_SAFE -> "also while a spin lock is held";
                  default -> f.name();
                })
        .collect(Collectors.joining(", "));
  }

  // ---- flags

  private void flags() {
    head("Flags", "flag", "value", "what it does", "profiles");
    Meaning.flags()
        .forEach(
            (name, meaning) -> {
              List<String> cells = new ArrayList<>(List.of(code(name)));
              cells.addAll(cellsOf(meaning));
              row(cells);
            });
    timerFlag(true);
    timerFlag(false);
    row(
        code("BPF_F_WQ_BH"),
        Long.toString(ApiProfile.Options.WQ_BH),
        "`bpf_wq_init` and `bpf_wq_set_callback`: the callback runs in softirq context, and is verified as code that may not sleep",
        where(p -> p.options().workQueueFlags() != 0));
  }

  private void timerFlag(boolean atInit) {
    Map<Long, List<String>> byValue = new TreeMap<>();
    for (ApiProfile p : profiles) {
      long value = atInit ? p.options().timerInitFlags() : p.options().timerStartFlags() & ~3L;
      if (value != 0) {
        byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(p.name());
      }
    }
    byValue.forEach(
        (value, names) ->
            row(
                code("BPF_F_TIMER_SLEEPABLE"),
                Long.toString(value),
                atInit
                    ? "`bpf_timer_init`: the callback may sleep"
                    : "`bpf_timer_start`: the callback that is started may sleep",
                ProfileRanges.text(names)));
  }

  // ---- helpers and other kfuncs

  private void helpers() {
    head("Helpers", "helper", "arguments", "returns", "who may call it");
    Map<Integer, HelperPrototype> all = new TreeMap<>();
    ApiProfile linux = Profiles.forName("6.12").orElseThrow();
    for (ProgramType type : TYPES) {
      linux
          .helpers(type)
          .entries()
          .forEach((n, entries) -> all.putIfAbsent(n, entries.getLast().prototype()));
    }
    for (HelperPrototype h : all.values()) {
      List<String> cells = new ArrayList<>();
      cells.add(code(h.toString()));
      cells.add(
          h.arguments().stream().map(ApiReference::argument).collect(Collectors.joining(", ")));
      cells.add(code(h.returns().toString()));
      List<String> callers = new ArrayList<>();
      for (ProgramType type : TYPES) {
        HelperSet.Entry e = helper(linux, type, h.name());
        if (e != null) {
          callers.add(caller(type) + describe(e));
        }
      }
      cells.add(callers.isEmpty() ? "none of these" : String.join("; ", callers));
      row(cells.toArray(String[]::new));
    }
    line("");
    line(
        "Those of Linux 6.12. Profile `rfc-212` has `bpf_timer_set_sleepable_cb#212` besides; earlier kernels and proposals are not told apart here.");
  }

  private static String caller(ProgramType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String argument(Argument a) {
    return a.type() == ArgumentType.DONTCARE ? "" : code(a.toString());
  }

  private void genericKfuncs() {
    head("Other kernel functions", "kfunc", "prototype", "who may call it", "not in");
    ApiProfile measured = Profiles.forName("6.12").orElseThrow();
    ApiProfile newest = Profiles.forName("7.3").orElseThrow();
    Set<String> names = new TreeSet<>();
    for (ApiProfile some : List.of(measured, newest)) {
      some.kfuncSets().forEach(s -> names.addAll(s.kfuncs().keySet()));
    }
    for (String name : names) {
      ApiProfile linux = measured.hasKfunc(name) ? measured : newest;
      String prototype = prototype(linux, name);
      if (Meaning.call(name) != null || prototype == null) {
        continue;
      }
      List<String> cells = new ArrayList<>(List.of(code(name), code(prototype)));
      List<String> callers = new ArrayList<>();
      for (ProgramType type : TYPES) {
        Set<KfuncFlag> flags = linux.kfuncFlags(type, name);
        if (flags != null) {
          String use = describe(linux, name, flags);
          callers.add(caller(type) + (use.isEmpty() ? "" : ": " + use));
        }
      }
      cells.add(String.join("; ", callers));
      String absent = where(p -> !p.hasKfunc(name));
      cells.add(absent.isEmpty() ? "-" : absent);
      if (!callers.isEmpty()) {
        row(cells.toArray(String[]::new));
      }
    }
  }
}
