using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Compile;
using Neurons.Run;

namespace Neurons.Simulation;

/// <summary>The neurons of a population at work: their states, inputs and spikes.</summary>
internal sealed unsafe class PopulationState<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows that a step touches side by side must not lie at the same place in their pages.</summary>
    private const int Stagger = 1344;

    private readonly NativeBuffer _memory;
    private readonly nint[] _states = [];
    private readonly nint _output;
    private readonly ParameterValue[] _parameters = [];
    private readonly Noise _noise;
    private PopulationRun? _run;
    private ThreadPart[] _parts = [];

    public PopulationState(Population population, InputPort<T>[] inputs, StateValues<T>? start, ulong seed, uint stream)
    {
        (Population, Inputs) = (population, inputs);
        _noise = new(seed, stream, 0);
        if (population.Neurons is not { } neurons) return;
        _parameters = [.. neurons.Parameters.Select(parameter => parameter.IsPerNeuron || parameter.IsPerChannel
            ? ParameterValue.NewPerNeuron(System.Numerics.Tensors.Tensor.Create(parameter.ToArray(), [population.Size]))
            : ParameterValue.NewShared(parameter.ToArray()[0]))];
        var states = start!.Value.Values;
        var stride = ((long)population.Size * sizeof(T) + 63) / 64 * 64 + Stagger;
        _memory = NativeBuffer.Rent((states.Length + 1) * stride);
        _states = [.. states.Select((_, s) => _memory.Address + (nint)(s * stride))];
        _output = _memory.Address + (nint)(states.Length * stride);
        for (var s = 0; s < states.Length; s++) states[s].FlattenTo(State(s));
    }

    public Population Population { get; }

    public InputPort<T>[] Inputs { get; }

    /// <summary>What the random numbers of its neurons follow from.</summary>
    public Noise Noise => _noise;

    public int States => _states.Length;

    /// <summary>The first neuron of each thread, and the one after the last.</summary>
    public int[] FirstOfThread { get; private set; } = [];

    /// <summary>The numbers of a state now.</summary>
    public Span<T> State(int state) => new((void*)_states[state], Population.Size);

    /// <summary>The neurons of a thread that fired in a step.</summary>
    public ReadOnlySpan<int> Spikes(int thread, long step) => _parts[thread].Spikes[step & 1].Neurons;

    /// <summary>Makes ready as many threads.</summary>
    public void Begin(int threads)
    {
        foreach (var input in Inputs) input.Begin(threads, PopulationRun.Block);
        if (_parts.Length == threads) return;
        // words of random bits are of one thread
        var size = Population.Size;
        FirstOfThread = [.. Enumerable.Range(0, threads + 1).Select(thread => (int)Math.Min(size, ((long)size * thread / threads + 63) / 64 * 64))];
        _parts = [.. Enumerable.Range(0, threads).Select(_ => new ThreadPart(Inputs))];
        if (Population.Neurons is not { } neurons) return;
        ((IDisposable?)_run)?.Dispose();
        _run = new PopulationRun(
            neurons.Dynamics, sizeof(T) == 4 ? Precision.Float32 : Precision.Float64, size, _parameters, _states, _output, _noise, threads);
    }

    /// <summary>A step of the neurons of a thread; what they did is in <see cref="Spikes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(int thread, long step)
    {
        var part = _parts[thread];
        var spikes = part.Spikes[step & 1];
        spikes.Clear();
        var (start, end) = (FirstOfThread[thread], FirstOfThread[thread + 1]);
        if (_run is null)
        {
            if (start < end) Population.Source!.Emit(step, start, end, spikes);
            return;
        }
        for (var i = 0; i < Inputs.Length; i++) part.Rows[i] = Inputs[i].Row(thread, step);
        for (; start < end; start += PopulationRun.Block)
        {
            var count = Math.Min(PopulationRun.Block, end - start);
            for (var i = 0; i < Inputs.Length; i++) Inputs[i].Fill(part.Rows[i], step, start, count, part.Scratch);
            _run.Run(thread, step, start, count, part.Rows, part.IsBlock);
            for (var i = 0; i < Inputs.Length; i++) Inputs[i].Clear(part.Rows[i], start, count);
            Collect(start, count, spikes);
        }
    }

    /// <summary>The spikes of a source in a step, as bits.</summary>
    public void Emit(long step, Span<uint> words)
    {
        var spikes = _parts[0].Spikes[step & 1];
        spikes.Clear();
        Population.Source!.Emit(step, 0, Population.Size, spikes);
        words.Clear();
        foreach (var neuron in spikes.Neurons) words[neuron / 32] |= 1u << neuron;
    }

    /// <summary>Takes who fired in a step, of bits.</summary>
    public void Take(long step, ReadOnlySpan<uint> words)
    {
        var spikes = _parts[0].Spikes[step & 1];
        spikes.Clear();
        for (var w = 0; w < words.Length; w++)
        {
            for (var word = words[w]; word != 0; word &= word - 1) spikes.Add(32 * w + BitOperations.TrailingZeroCount(word));
        }
    }

    public void Dispose()
    {
        ((IDisposable?)_run)?.Dispose();
        foreach (var input in Inputs) input.Dispose();
        _memory.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Collect(int start, int count, SpikeList spikes)
    {
        if (!Population.Neurons!.Model.Spikes) return;
        var output = new ReadOnlySpan<T>((T*)_output + start, count);
        if (sizeof(T) == 4) Collect(MemoryMarshal.Cast<T, uint>(output), start, spikes);
        else Collect(MemoryMarshal.Cast<T, ulong>(output), start, spikes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Collect<TBits>(ReadOnlySpan<TBits> output, int start, SpikeList spikes)
        where TBits : struct, INumber<TBits>
    {
        for (var at = 0; output[at..].IndexOfAnyExcept(TBits.Zero) is >= 0 and var next; at += next + 1) spikes.Add(start + at + next);
    }

    /// <summary>What a thread has of its own.</summary>
    private sealed class ThreadPart(InputPort<T>[] inputs)
    {
        /// <summary>Spikes of even and odd steps, as others read those of a step while the next is under way.</summary>
        public SpikeList[] Spikes { get; } = [new(), new()];

        public nint[] Rows { get; } = new nint[inputs.Length];

        public bool[] IsBlock { get; } = Array.ConvertAll(inputs, input => input.IsBlock);

        public double[] Scratch { get; } = new double[PopulationRun.Block];
    }
}
