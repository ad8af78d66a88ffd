using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>What a backward kernel is given besides its two programs.</summary>
/// <param name="FinalGradients">Which states have a gradient after the last step.</param>
/// <param name="InitialGradients">Whether the gradients of the states before the first step are wanted.</param>
/// <param name="Storage">How inputs and gradients are kept in memory, but for sums over time, which are kept as they are computed with.</param>
internal readonly record struct BackwardForm(bool[] FinalGradients, bool InitialGradients, Storage Storage = Storage.Full);

/// <summary>
/// The text of the backward pass. From the last segment of steps to the first, an item computes the states of its neuron again from those kept at
/// the start, with what the reverse step needs on a tape of its own, and then takes the reverse steps.
/// </summary>
internal static class BackwardText
{
    public const string Name = "backward";

    public static string Of(KernelLanguage language, Definition model, StepPlan record, ReversePlan reverse, BackwardForm form)
    {
        bool[] isShared = [.. record.Parameters.Select(slot => slot < 0)];
        var text = new StepText(language, model, isShared, record.Draws.Length > 0, form.Storage);
        var (states, body) = (text.States, text.Body);
        string[] tape = [.. record.Tape.Select((_, k) => $"tape{k}")];
        string[] adjoints = [.. states.Select(state => $"d_{state}")];
        string[] sums = [.. reverse.SumsIn.Select((_, k) => $"sum{k}")];
        int[] outputs = [.. Indices(reverse.OutputGradients)];
        int[] inputs = [.. Indices(reverse.InputGradients)];

        foreach (var state in states) text.Reads($"{state}_kept", "real");
        foreach (var output in outputs) text.Reads($"d_recorded{output}", text.Stored);
        for (var s = 0; s < states.Length; s++)
        {
            if (form.FinalGradients[s]) text.Reads($"{adjoints[s]}_last", text.Stored);
        }

        foreach (var input in inputs) text.Writes($"d_input{input}", text.Stored);
        if (form.InitialGradients) Array.ForEach(adjoints, adjoint => text.Writes($"{adjoint}_first", text.Stored));
        Array.ForEach(sums, sum => text.Writes($"{sum}_total", "real"));

        var forward = text.Program(record.Program, "f", record.Inputs, record.Parameters, record.Draws, record.StatesIn.Zip(states));
        var back = text.Program(
            reverse.Program,
            "r",
            reverse.Inputs,
            reverse.Parameters,
            [],
            [
                .. reverse.Tape.Zip(tape, (slot, name) => (slot, $"{name}_t")),
                .. outputs.Select(output => (reverse.OutputGradients[output], $"d_output{output}")),
                .. reverse.StatesIn.Zip(adjoints),
                .. reverse.SumsIn.Zip(sums),
            ]);
        var stored = record.Program.Stores.ToDictionary(store => store.Item2, store => store.Item1);
        var backStored = reverse.Program.Stores.ToDictionary(store => store.Item2, store => store.Item1);

        text.Begin();
        forward.WriteBefore(body);
        back.WriteBefore(body);
        foreach (var name in tape) body.WriteLine($"real {name}[{StepText.Segment}];");
        for (var s = 0; s < states.Length; s++)
            body.WriteLine($"real {adjoints[s]} = {(form.FinalGradients[s] ? text.Load($"{adjoints[s]}_last", "n") : "0")};");
        foreach (var sum in sums) body.WriteLine($"real {sum} = 0;");

        text.Open($"for (uint segment = (steps + {StepText.Segment - 1}) / {StepText.Segment}; segment-- > 0;)");
        body.WriteLine($"const uint first = segment * {StepText.Segment};");
        foreach (var state in states) body.WriteLine($"real {state} = {state}_kept[(ulong)segment * neurons + n];");

        text.BeginSegment(outputs.Select(output => ($"d_output{output}", $"d_recorded{output}")));
        text.BeginStep(record.Program, false, record.Inputs, [], record.Draws);
        forward.WriteStep(body);
        for (var k = 0; k < tape.Length; k++) body.WriteLine($"{tape[k]}[i] = {forward[stored[record.Tape[k]]]};");
        text.Assign(states, [.. record.StatesOut.Select(slot => forward[stored[slot]])]);
        text.Close();

        text.BeginStep(reverse.Program, true, reverse.Inputs, outputs.Select(output => $"d_output{output}"), []);
        foreach (var name in tape) body.WriteLine($"const real {name}_t = {name}[i];");
        back.WriteStep(body);
        foreach (var input in inputs) text.Store($"d_input{input}", "at", back[backStored[reverse.InputGradients[input]]]);
        text.Assign(
            [.. adjoints, .. sums],
            [.. reverse.StatesOut.Concat(reverse.SumsOut).Select(slot => back[backStored[slot]])]);
        text.Close();
        text.Close();

        if (form.InitialGradients) Array.ForEach(adjoints, adjoint => text.Store($"{adjoint}_first", "n", adjoint));
        Array.ForEach(sums, sum => body.WriteLine($"{sum}_total[n] = {sum};"));
        return text.Kernel(record.Program.Precision, Name, "backward: an item is a neuron");
    }

    private static IEnumerable<int> Indices(int[] slots) => Enumerable.Range(0, slots.Length).Where(i => slots[i] >= 0);
}
