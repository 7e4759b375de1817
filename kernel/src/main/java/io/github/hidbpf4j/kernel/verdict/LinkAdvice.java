package io.github.hidbpf4j.kernel.verdict;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to do when libbpf cannot link a program: the first matching pattern wins. */
public final class LinkAdvice {
  /**
   * A pattern and its advice, in which {@code $1} is the matched group, {@code $kernels} the
   * profiles that have it.
   */
  private record Row(Pattern pattern, String action) {}

  private static final List<Row> ROWS =
      List.of(
          row(
              "extern \\(func ksym\\) '(.*?)': not found",
              "choose a kernel that has $1(): $kernels; or declare it __weak and call it only if bpf_ksym_exists($1)"),
          row(
              "extern \\(func ksym\\) '(.*?)':",
              "declare $1() as the kernel does: its prototype is in the vmlinux.h of this kernel (hidbpf btf)"),
          row(
              "extern \\((?:var )?ksym\\) '(.*?)':",
              "declare $1 __weak and test its address, or leave it out"),
          row(
              "struct_ops init_kern: struct bpf_struct_ops_(\\w+) is not found",
              "choose a kernel that has struct_ops programs of this kind: $kernels; older ones take fmod_ret programs: build the fix a second time with those"),
          row(
              "failed to find kernel BTF type ID of '(?!hid_bpf_)(\\w+)'",
              "choose a kernel that has $1 to attach to: $kernels"),
          row(
              "struct_ops init_kern: Cannot find member (\\w+)",
              "leave $1 out, or choose the kernel that has it (--kernel)"),
          row(
              "failed to find kernel BTF type ID of '(\\w+)'",
              "choose a kernel that has $1 to attach to: $kernels; later ones take struct_ops programs: build the fix a second time with those"),
          row(
              "program isn't referenced anywhere",
              "set it as a member of a struct in SEC(\".struct_ops.link\"), or remove it"),
          row(
              "missing BPF prog type|no BTF-based attach target",
              "name its section as libbpf does: SEC(\"struct_ops/MEMBER\"), SEC(\"fmod_ret/FUNCTION\"), SEC(\"syscall\"), ..."));

  private static final Pattern MISSING = Pattern.compile("extern \\(func ksym\\) '(.*?)':");

  private LinkAdvice() {}

  private static Row row(String pattern, String action) {
    return new Row(Pattern.compile(pattern), action);
  }

  /**
   * Looks up what to do about a problem.
   *
   * @param problem message of libbpf
   * @return the advice; empty when the message is sufficient
   */
  public static String of(String problem) {
    String either = either(problem);
    if (!either.isEmpty()) {
      return either;
    }
    for (Row row : ROWS) {
      Matcher matcher = row.pattern.matcher(problem);
      if (matcher.find()) {
        String first = matcher.groupCount() > 0 ? matcher.group(1) : "";
        String action = row.action.replace("$1", first);
        return action.contains("$kernels") ? action.replace("$kernels", kernels(first)) : action;
      }
    }
    return "";
  }

  /** Advice if the kernel has another function in place of the missing one. */
  private static String either(String problem) {
    Matcher missing = MISSING.matcher(problem);
    Kfunc kfunc = missing.find() ? GenericKfuncs.find(missing.group(1)) : null;
    if (kfunc == null) {
      return "";
    }
    return GenericKfuncs.rows().stream()
        .filter(other -> other.inPlaceOf() == kfunc || other == kfunc.inPlaceOf())
        .findFirst()
        .map(
            other ->
                ("kernels have one of two: %s; %s: declare both __weak, and call the one for which"
                        + " bpf_ksym_exists() holds (as examples/include/hid_bpf_deferred.h does"
                        + " for work queues)")
                    .formatted(there(kfunc), there(other)))
        .orElse("");
  }

  private static String there(Kfunc kfunc) {
    return "%s() in %s"
        .formatted(
            kfunc.name(),
            ProfileRanges.text(
                Profiles.all(false).stream()
                    .filter(p -> p.has(kfunc))
                    .map(ApiProfile::name)
                    .toList()));
  }

  /** The profiles that have this struct_ops type or this function. */
  private static String kernels(String name) {
    List<String> having =
        KernelTypes.profileNames().stream().filter(profile -> has(profile, name)).toList();
    return having.isEmpty() ? "none of the profiles here has it" : ProfileRanges.text(having);
  }

  private static boolean has(String profile, String name) {
    Btf types = KernelTypes.forProfile(profile).btf();
    return types.findStruct(KernelTypeNames.STRUCT_OPS_PREFIX + name).isPresent()
        || types.find(name, BtfType.Func.class).isPresent();
  }
}
