package io.github.hidbpf4j.live.doctor;

import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.host.NodeAccess;

/** Checks the nodes that this process needs. */
final class NodeChecks {
  private NodeChecks() {}

  /** The check of a node that cannot be used. */
  static Check refused(NodeAccess node) {
    SystemCallException error = node.error();
    String text =
        error == null ? node.path() + ": cannot be used" : String.valueOf(error.getMessage());
    // open /dev/uhid: EACCES (permission denied; what to do)
    int remedy = text.indexOf("; ");
    String rights = node.exists() ? " (%s, %s)".formatted(node.mode(), node.owner()) : "";
    return remedy < 0 || !text.endsWith(")")
        ? Check.bad("nodes", text + rights, "")
        : Check.bad(
            "nodes",
            text.substring(0, remedy) + ")" + rights,
            text.substring(remedy + 2, text.length() - 1));
  }
}
