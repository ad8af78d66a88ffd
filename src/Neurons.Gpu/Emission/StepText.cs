using System.CodeDom.Compiler;
using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>
/// What the kernels of a neuron have in common: an item computes one neuron, n, and a loop in it the steps, t, segment by segment. What is read of a
/// segment is read together, so that memory is waited for once. Names of inputs begin with in_, of parameters with p_, of states with s_.
/// </summary>
internal sealed class StepText
{
    /// <summary>Steps of a segment, between which states are kept for a backward pass.</summary>
    public const int Segment = 16;

    /// <summary>The instructions of a step that is repeated in the text, so that what is read of a segment stays in registers.</summary>
    private const int MostUnrolled = 100;

    private readonly KernelLanguage _language;
    private readonly Storage _storage;
    private readonly Definition _model;
    private readonly string[] _inputs;
    private readonly string[] _parameters;
    private readonly bool[] _isShared;
    private readonly List<string> _arguments = ["const uint neurons", "const uint steps", "const uint firstStep"];
    private readonly StringWriter _writer = new() { NewLine = "\n" };

    /// <param name="language">The language.</param>
    /// <param name="model">The neuron.</param>
    /// <param name="isShared">Which parameters are one number for all neurons.</param>
    /// <param name="hasNoise">Whether random numbers are drawn.</param>
    /// <param name="storage">How inputs, states, what is recorded and gradients are kept in memory.</param>
    public StepText(KernelLanguage language, Definition model, bool[] isShared, bool hasNoise, Storage storage)
    {
        _storage = storage;
        _language = language;
        _model = model;
        _isShared = isShared;
        _inputs = Literal.Names("in_", model.InputNames);
        _parameters = Literal.Names("p_", model.ParameterNames);
        States = Literal.Names("s_", model.StateNames);
        Body = new(_writer) { Indent = 1 };
        if (hasNoise) _arguments.AddRange(["const uint stream", "const uint key0", "const uint key1"]);
        foreach (var input in _inputs) _arguments.AddRange([Read($"{input}_rows", Stored), $"const ulong {input}_stride"]);
        for (var p = 0; p < _parameters.Length; p++)
        {
            _arguments.AddRange(isShared[p]
                ? [$"const real {_parameters[p]}"]
                : [Read($"{_parameters[p]}_values", "real"), $"const uint {_parameters[p]}_period"]);
        }
    }

    /// <summary>The states, which are variables.</summary>
    public string[] States { get; }

    public IndentedTextWriter Body { get; }

    /// <summary>The type of numbers in memory, which are read by <see cref="Load"/> and written by <see cref="Store"/>.</summary>
    public string Stored => _storage == Storage.Full ? "real" : "stored";

    /// <summary>Adds memory that is read alone, and by one name alone.</summary>
    public void Reads(string name, string type) => _arguments.Add(Read(name, type));

    /// <summary>Adds memory that is written alone, and by one name alone.</summary>
    public void Writes(string name, string type) => _arguments.Add($"GLOBAL {type}* ONLY {name}");

    /// <summary>Adds memory that may have another name as well.</summary>
    public void Uses(string name, string type) => _arguments.Add($"GLOBAL {type}* {name}");

    /// <summary>A number of memory whose type is <see cref="Stored"/>.</summary>
    public string Load(string name, string index) => _storage == Storage.Full ? $"{name}[{index}]" : $"load({name}, {index})";

    /// <summary>Writes a number to memory whose type is <see cref="Stored"/>.</summary>
    public void Store(string name, string index, string value) =>
        Body.WriteLine(_storage == Storage.Full ? $"{name}[{index}] = {value};" : $"store({name}, {index}, {value});");

    /// <summary>The leaves of a step: those of inputs, parameters, and random numbers, and others by their slots.</summary>
    public ProgramText Program(
        Program program, string prefix, int[] inputs, int[] parameters, (int, int, int)[] draws, IEnumerable<(int Slot, string Name)> others)
    {
        var slots = new Leaf[program.Slots];
        void Set(int slot, string name, bool varies)
        {
            if (slot >= 0) slots[slot] = new(name, varies);
        }

        for (var i = 0; i < inputs.Length; i++) Set(inputs[i], _inputs[i], true);
        for (var p = 0; p < parameters.Length; p++) Set(parameters[p], _parameters[p], false);
        foreach (var (draw, first, second) in draws)
        {
            Set(first, $"u{draw}", true);
            Set(second, $"v{draw}", true);
        }

        foreach (var (slot, name) in others) Set(slot, name, true);
        string[] shared = [.. _parameters.Where((_, p) => _isShared[p])];
        return new(program, prefix, slot => slots[slot], place => place < shared.Length ? new(shared[place], false) : new("step", true));
    }

    /// <summary>Begins the body: the number of the neuron, and its parameters.</summary>
    public void Begin()
    {
        Body.WriteLine("const uint n = ITEM;");
        Body.WriteLine("if (n >= neurons) return;");
        for (var p = 0; p < _parameters.Length; p++)
        {
            if (!_isShared[p]) Body.WriteLine($"const real {_parameters[p]} = {_parameters[p]}_values[n % {_parameters[p]}_period];");
        }
    }

    public void Open(string head)
    {
        Body.WriteLine(head);
        Body.WriteLine("{");
        Body.Indent++;
    }

    public void Close()
    {
        Body.Indent--;
        Body.WriteLine("}");
    }

    /// <summary>Begins a segment, whose first step is first: reads the inputs, and other rows by their names and where they are.</summary>
    public void BeginSegment(IEnumerable<(string Name, string Place)> others)
    {
        (string Name, string Row)[] rows =
        [
            .. _inputs.Select(input => (input, Load($"{input}_rows", $"t * {input}_stride + n"))),
            .. others.Select(other => (other.Name, Load(other.Place, "t * neurons + n"))),
        ];
        foreach (var (name, _) in rows) Body.WriteLine($"real {name}_part[{Segment}];");
        Unroll();
        Open($"for (uint i = 0; i < {Segment}; ++i)");
        Body.WriteLine("const ulong t = first + i;");
        foreach (var (name, row) in rows) Body.WriteLine($"{name}_part[i] = t < steps ? {row} : 0;");
        Close();
    }

    /// <summary>
    /// Begins the loop over the steps of a segment, of which this is number i and in the call number t: inputs that are read and other rows, random
    /// numbers.
    /// </summary>
    public void BeginStep(Program program, bool isBackwards, int[] inputs, IEnumerable<string> others, (int, int, int)[] draws)
    {
        if (program.Instructions.Length <= MostUnrolled) Unroll();
        Open(isBackwards ? $"for (uint i = {Segment}; i-- > 0;)" : $"for (uint i = 0; i < {Segment}; ++i)");
        Body.WriteLine("const uint t = first + i;");
        Body.WriteLine($"if (t >= steps) {(isBackwards ? "continue" : "break")};");
        Body.WriteLine("const ulong at = (ulong)t * neurons + n;");
        if (program.Instructions.Any(it => it.Op.IsShared && it.Index == program.SharedNumbers - 1))
            Body.WriteLine("const real step = (real)(firstStep + t);");
        foreach (var name in _inputs.Where((_, i) => inputs[i] >= 0).Concat(others)) Body.WriteLine($"const real {name} = {name}_part[i];");
        foreach (var (draw, _, second) in draws)
        {
            Body.WriteLine($"const words w{draw} = philox(n, firstStep + t, {draw}, stream, key0, key1);");
            Body.WriteLine($"const real u{draw} = uniform(w{draw}.w0, w{draw}.w1);");
            if (second >= 0) Body.WriteLine($"const real v{draw} = uniform(w{draw}.w2, w{draw}.w3);");
        }
    }

    /// <summary>Gives variables their next values, all of which are computed from the ones before.</summary>
    public void Assign(string[] variables, string[] values)
    {
        for (var k = 0; k < variables.Length; k++) Body.WriteLine($"const real next_{variables[k]} = {values[k]};");
        for (var k = 0; k < variables.Length; k++) Body.WriteLine($"{variables[k]} = next_{variables[k]};");
    }

    /// <summary>The whole kernel.</summary>
    public string Kernel(Precision precision, string name, string what)
    {
        Body.Flush();
        var head = new StringWriter { NewLine = "\n" };
        head.WriteLine($"// {_model.Name}, {what}");
        Meanings(head, _inputs, _model.InputNames.Select(_ => "an input"));
        Meanings(head, _parameters, _model.ParameterInfo.Select(Meaning));
        Meanings(head, States, _model.StateInfo.Select(Meaning));
        return $"{Prelude.Of(_language, precision, _storage)}\n{head}KERNEL {name}(\n    {string.Join(",\n    ", _arguments)})\n{{\n{_writer}}}\n";
    }

    /// <summary>Repeats the loop that follows in the code. Compilers of OpenCL are left to themselves: some take long for it, for nothing.</summary>
    private void Unroll()
    {
        if (_language == KernelLanguage.Cuda) Body.WriteLine("#pragma unroll");
    }

    private static string Read(string name, string type) => $"GLOBAL const {type}* ONLY {name}";

    private static void Meanings(StringWriter head, string[] names, IEnumerable<string> meanings)
    {
        foreach (var (name, meaning) in names.Zip(meanings)) head.WriteLine($"// {name}: {meaning}");
    }

    /// <summary>In ASCII, which is all that a compiler of kernels need understand.</summary>
    private static string Meaning(Quantity quantity)
    {
        var text = quantity.Unit.Length == 0 ? quantity.Meaning : $"{quantity.Meaning}, in {quantity.Unit}";
        return string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '\\' ? c : '?'));
    }
}
