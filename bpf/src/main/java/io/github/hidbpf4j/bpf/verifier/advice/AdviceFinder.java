package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the advice for messages about one instruction of a program, and fills in what the table
 * leaves open: {@code {1}} group of the pattern, {@code {callee}} function that the instruction
 * calls, {@code {hook}} section of the program, {@code {sleep}} how to get to where one may sleep,
 * {@code {at 1}} source line of the slot that group 1 names, {@code {release 1}} what releases what
 * was acquired there.
 */
final class AdviceFinder {
  private static final Pattern OPEN = Pattern.compile("\\{(\\w+)(?: (\\d))?}");
  private static final Pattern CALL = Pattern.compile(".* call (\\w+)#-?\\d+");

  private final LinkedProgram program;
  private final ApiProfile profile;
  private final int slot;

  AdviceFinder(LinkedProgram program, ApiProfile profile, int slot) {
    this.program = program;
    this.profile = profile;
    this.slot = slot;
  }

  /** The advice for these messages, joined by {@code "; "}. */
  Advice find(String messages) {
    String text = callee(slot, "").isEmpty() ? messages : messages + AdviceTable.AT_CALL;
    for (AdviceTable.Entry entry : AdviceTable.ENTRIES) {
      Matcher matcher = entry.pattern().matcher(text);
      if (matcher.find()) {
        Advice advice = entry.advice();
        return new Advice(
            fill(advice.found(), matcher),
            fill(advice.expected(), matcher),
            fill(advice.action(), matcher));
      }
    }
    return Advice.NONE;
  }

  private String fill(String text, Matcher message) {
    return OPEN.matcher(text)
        .replaceAll(
            open -> {
              String word = open.group(1);
              String argument =
                  open.group(2) == null ? "" : message.group(Integer.parseInt(open.group(2)));
              return Matcher.quoteReplacement(
                  switch (word) {
                    case "callee" -> callee(slot, "the called function");
                    case "hook" -> hook();
                    case "sleep" -> sleep();
                    case "at" -> at(argument);
                    case "release" -> release(argument);
                    case "license" -> program.license();
                    case "kernel" -> profile.name();
                    default -> group(message, Integer.parseInt(word));
                  });
            });
  }

  private static String group(Matcher message, int number) {
    String text = message.group(number);
    return text == null ? "" : text;
  }

  private String callee(int at, String otherwise) {
    if (at >= 0 && at < program.instructions().size()) {
      Matcher call = CALL.matcher(new InstructionText(program).text(at));
      if (call.matches()) {
        return call.group(1);
      }
    }
    return otherwise;
  }

  private String hook() {
    return program.section().isEmpty() ? "this program" : "SEC(\"" + program.section() + "\")";
  }

  private @Nullable Subprogram function() {
    return program.subprograms().stream()
        .filter(f -> f.start() <= slot && slot < f.end())
        .findFirst()
        .orElse(null);
  }

  /** How code at this place gets to where it may sleep, under this profile. */
  private String sleep() {
    Subprogram function = function();
    if (function != null && function.global() && function.start() > 0) {
      return "make "
          + function.name()
          + " static: a global function is verified on its own, as code that may not sleep";
    }
    String elsewhere;
    if (profile.options().workQueue()) {
      elsewhere = "call it from a work queue callback: bpf_wq_set_callback(), bpf_wq_start()";
    } else if (profile.hasKfunc("hid_bpf_schedule_delayed_work")) {
      elsewhere =
          "call it from SEC(\"fmod_ret.s/hid_bpf_offload\"), after hid_bpf_schedule_delayed_work()";
    } else if (profile.hasKfunc("bpf_timer_set_sleepable_cb")
        || profile.hasKfunc("bpf_timer_set_sleepable_cb_impl")
        || profile.helpers(program.type()).entries().values().stream()
            .flatMap(List::stream)
            .anyMatch(e -> e.prototype().name().equals("bpf_timer_set_sleepable_cb"))) {
      elsewhere = "call it from a timer callback set by bpf_timer_set_sleepable_cb()";
    } else {
      elsewhere = "call it from a SEC(\"syscall\") program";
    }
    if (!program.sleepable()
        && program.target() instanceof AttachTarget.StructOpsMember(String struct, String name)) {
      StructOpsDefinition definition = profile.structOps().get(struct);
      StructOpsDefinition.Member member =
          definition == null ? null : definition.members().get(name);
      if (member != null && member.sleepable()) {
        return "make the program sleepable, SEC(\"struct_ops.s/" + name + "\"), or " + elsewhere;
      }
    }
    return elsewhere;
  }

  /** {@code " at fix.bpf.c:12"} of the slot with this number; empty when nobody knows. */
  private String at(String number) {
    LineInfo line = program.lineAt(Integer.parseInt(number));
    return line == null
        ? ""
        : " at %s:%d '%s'".formatted(shown(line.file()), line.line(), line.text().strip());
  }

  /** A file as people name it. */
  static String shown(String file) {
    return file.startsWith("./") ? file.substring(2) : file;
  }

  private String release(String number) {
    String acquired = callee(Integer.parseInt(number), "");
    return switch (acquired) {
      case "hid_bpf_allocate_context" -> "hid_bpf_release_context()";
      case "bpf_ringbuf_reserve" -> "bpf_ringbuf_submit() or bpf_ringbuf_discard()";
      case "bpf_ringbuf_reserve_dynptr" ->
          "bpf_ringbuf_submit_dynptr() or bpf_ringbuf_discard_dynptr()";
      case "bpf_obj_new_impl", "bpf_refcount_acquire_impl", "bpf_kptr_xchg" -> "bpf_obj_drop()";
      case "bpf_task_acquire", "bpf_task_from_pid" -> "bpf_task_release()";
      case "bpf_cgroup_acquire", "bpf_cgroup_from_id" -> "bpf_cgroup_release()";
      default -> {
        String destroy = acquired.replaceFirst("_new$", "_destroy");
        yield acquired.startsWith("bpf_iter_") && HelperNames.number(destroy).isEmpty()
            ? destroy + "()"
            : "the function that releases what "
                + (acquired.isEmpty() ? "it" : acquired + "()")
                + " gave";
      }
    };
  }
}
