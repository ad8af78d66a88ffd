/// Which values of the forward step the reverse step is given: as few as possible, and of those sets the one nearest to its
/// use, so that little is computed twice.
module internal Neurons.Compile.Tape

open System.Collections.Generic
open Neurons
open Neurons.Symbolic

/// A minimum vertex cut between the forward values that are not to be computed again and those that the reverse step uses. The former
/// are those without arguments that change with time (states, inputs, random numbers), and what the forward step, `computed`, has
/// at hand and costs more than to write and read it. Found by augmenting paths over two vertices a node, joined by an edge of
/// capacity 1.
let cut (computed: Expr[]) (roots: Expr[]) : Expr[] =
    let order = Fold.nodes roots
    let reverse = HashSet<Expr>(HashIdentity.Reference) // depends on an adjoint
    let number = Dictionary<Expr, int>(HashIdentity.Reference) // of a forward value that changes with time
    let varying = List<Expr>()
    let sinks = HashSet<int>()

    for node in order do
        let arguments = Fold.arguments node
        let changes = Array.exists number.ContainsKey arguments

        let leaf =
            match node with
            | Variable v ->
                match v.Kind with
                | State
                | Input -> true
                | Parameter
                | Adjoint -> false
            | Uniform _
            | Normal _ -> true
            | Constant _
            | Step
            | Unary _
            | Binary _
            | Compare _
            | Select _
            | Firing _
            | Blending _
            | Detached _ -> false

        match node with
        | Variable { Kind = Adjoint } -> reverse.Add node |> ignore
        | _ when Array.exists reverse.Contains arguments ->
            reverse.Add node |> ignore

            for a in arguments do
                if number.ContainsKey a then
                    sinks.Add number[a] |> ignore
        | _ when leaf || changes ->
            number[node] <- varying.Count
            varying.Add node
        | _ -> ()

    for root in roots do
        if number.ContainsKey root then
            sinks.Add number[root] |> ignore

    let atHand = HashSet<Expr>(Fold.nodes computed, HashIdentity.Reference)

    let isExpensive node = Cost.ofNode node <> Cost.Little && atHand.Contains node

    let source = 2 * varying.Count
    let sink = source + 1
    let many = varying.Count + 1
    let residual = Array2D.zeroCreate (sink + 1) (sink + 1)

    for k in 0 .. varying.Count - 1 do
        residual[2 * k, 2 * k + 1] <- 1
        let arguments = Fold.arguments varying[k]

        if arguments.Length = 0 || isExpensive varying[k] then
            residual[source, 2 * k] <- many

        for a in arguments do
            if number.ContainsKey a then
                residual[2 * number[a] + 1, 2 * k] <- many

        if sinks.Contains k then
            residual[2 * k + 1, sink] <- many

    /// The vertices that a search along residual edges reaches, each with the one before it.
    let reach start (edge: int -> int -> bool) =
        let before = Array.create (sink + 1) -1
        before[start] <- start
        let queue = Queue<int>([ start ])

        while queue.Count > 0 do
            let v = queue.Dequeue()

            for next in 0..sink do
                if before[next] < 0 && edge v next then
                    before[next] <- v
                    queue.Enqueue next

        before

    let mutable before = reach source (fun v next -> residual[v, next] > 0)

    while before[sink] >= 0 do
        let mutable v = sink

        while v <> source do
            residual[before[v], v] <- residual[before[v], v] - 1
            residual[v, before[v]] <- residual[v, before[v]] + 1
            v <- before[v]

        before <- reach source (fun v next -> residual[v, next] > 0)

    let reaches = reach sink (fun v earlier -> residual[earlier, v] > 0)

    [|
        for k in 0 .. varying.Count - 1 do
            if reaches[2 * k] < 0 && reaches[2 * k + 1] >= 0 then
                varying[k]
    |]
