// This follows the text of index.cjs, inside the same function, so that it sees what that file declares. It bounds how much a
// template can build, before it is built: a template is part of a model file, and a model file may come from anybody. The
// limits count and do not measure, so they hold or refuse alike on every machine. It also mends how loops end early.

const limit = {
  string: 4 << 20, // UTF-16 units of one string
  elements: 1 << 16, // of one list
  total: 128 << 20, // UTF-16 units of all strings of one rendering
  steps: 1_000_000, // of one rendering
};
// A statement or expression is one step. These are many, because they make many values.
const scopeSteps = 10;
const passSteps = 40;
let total = 0;
let steps = 0;

class Limit extends Error {}
class Refusal extends Error {}

function bound(size, most, what) {
  if (!(size <= most)) {
    throw new Limit(`the template builds ${what} of more than ${most}`);
  }
}

const boundString = (size) => bound(size, limit.string, "a text");
const boundList = (size) => bound(size, limit.elements, "a list");

function spend(size) {
  boundString(size);
  total += size;
  bound(total, limit.total, "texts");
}

function step(count) {
  steps += count;
  bound(steps, limit.steps, "its text in steps");
}

function guard(prototype, name, check) {
  const original = prototype[name];
  prototype[name] = function (...args) {
    check(this, args);
    return original.apply(this, args);
  };
}

const width = (v) => (v === undefined || v === null ? 0 : String(v).length);

guard(String.prototype, "repeat", (s, [count]) => boundString(s.length * count));
guard(String.prototype, "padStart", (_, [length]) => boundString(length));
guard(Array.prototype, "concat", (list, lists) => boundList(lists.reduce((n, l) => n + l.length, list.length)));
guard(Array.prototype, "join", (list, [separator]) => {
  let size = list.length * (separator === undefined ? 1 : separator.length);
  for (const v of list) {
    size += width(v);
    boundString(size);
  }
});

replace = function (text, old, fresh, count) {
  let left = count === null || count === undefined || count < 0 ? Infinity : count;
  let size = text.length;
  if (left === 0) {
    return text;
  }
  const pattern = new RegExp(old.length === 0 ? "(?=)" : escapeRegExp(old), "gu");
  return text.replaceAll(pattern, (match) => {
    if (left <= 0) {
      return match;
    }
    left--;
    size += fresh.length - match.length;
    boundString(size);
    return fresh;
  });
};

const unboundRange = range;
range = function (start, stop, step = 1) {
  boundList(Math.abs((stop === undefined ? start : stop - start) / step));
  return unboundRange(start, stop, step);
};

const UnboundString = StringValue;
StringValue = class extends UnboundString {
  constructor(value) {
    spend(value.length);
    super(value);
  }
};

const unboundJSON = toJSON;
toJSON = function (...args) {
  const text = unboundJSON(...args);
  spend(text.length);
  return text;
};

// The original adds each part to the text so far without bound, and forgets what a pass of a loop has rendered when it meets
// break or continue. Here that text travels with the error to the loop's body and is kept for the loop. As in jinja2, the else
// of a loop is rendered if no pass came to its end.
// A loop makes a scope for each element before its first pass.
const UnboundEnvironment = Environment;
Environment = class extends UnboundEnvironment {
  constructor(parent) {
    step(scopeSteps);
    super(parent);
  }
};

const unboundEvaluate = Interpreter.prototype.evaluate;
Interpreter.prototype.evaluate = function (statement, environment) {
  step(1);
  return unboundEvaluate.call(this, statement, environment);
};

const loops = []; // that are running, the innermost last
const loopBodies = new WeakSet();

const forgetfulFor = Interpreter.prototype.evaluateFor;
Interpreter.prototype.evaluateFor = function (node, environment) {
  const loop = { kept: "", passed: false };
  loopBodies.add(node.body);
  loops.push(loop);
  try {
    const value = forgetfulFor.call(this, node, environment);
    if (loop.kept === "") {
      return value;
    }
    return new StringValue(loop.passed ? value.value + loop.kept : loop.kept + value.value);
  } finally {
    loops.pop();
  }
};

Interpreter.prototype.evaluateBlock = function (statements, environment) {
  const loop = loopBodies.has(statements) ? loops.at(-1) : undefined;
  const parts = [];
  let size = 0;
  const add = (text) => {
    size += text.length;
    boundString(size);
    parts.push(text);
  };
  if (loop) {
    step(passSteps);
    add(loop.kept);
    loop.kept = "";
  }
  try {
    for (const statement of statements) {
      const value = this.evaluate(statement, environment);
      if (value.type !== "NullValue" && value.type !== "UndefinedValue") {
        add(value.toString());
      }
    }
  } catch (e) {
    if (e instanceof BreakControl || e instanceof ContinueControl) {
      add(e.rendered ?? "");
      e.rendered = parts.join("");
      if (loop) {
        loop.kept = e.rendered;
      }
    }
    throw e;
  }
  if (loop) {
    loop.passed = true;
  }
  return new StringValue(parts.join(""));
};

// evaluate renders program. given is an object of JSON values, strftime formats the job's time.
function evaluate(program, given, strftime) {
  const environment = new Environment();
  setupGlobals(environment);
  for (const [name, value] of Object.entries(given)) {
    environment.setVariable(name, convertToRuntimeValues(value));
  }
  environment.setVariable("strftime_now", convertToRuntimeValues(strftime));
  environment.setVariable("raise_exception", convertToRuntimeValues((message) => {
    throw new Refusal(String(message));
  }));
  return new Interpreter(environment).run(program).value;
}

// attempt returns what action returns, or what went wrong and whose fault it is.
function attempt(action) {
  total = 0;
  steps = 0;
  loops.length = 0;
  try {
    return { value: action() };
  } catch (e) {
    const kind = e instanceof Refusal ? "refusal" : e instanceof Limit ? "limit" : "template";
    return { kind, message: e instanceof Error ? e.message : String(e) };
  }
}

return {
  compile: (source) => attempt(() => parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }))),
  render: (program, given, strftime) => attempt(() => evaluate(program, JSON.parse(given), strftime)),
};
